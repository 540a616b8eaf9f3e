/** GitHub: what is deployed, released and pushed, and whether workflows and checks fail. Depends on nothing but {@code intake} and {@code incident}. */
@NullMarked
package io.mendflow.intake.github;

import org.jspecify.annotations.NullMarked;
