/** GitLab: what is deployed, released and pushed, whether pipelines fail, and its own alerts. Depends on nothing but {@code intake} and {@code incident}. */
@NullMarked
package io.mendflow.intake.gitlab;

import org.jspecify.annotations.NullMarked;
