/**
 * Evidence for those who ask afterwards: everything known about an incident or a promotion in one signed zip that is read without Mendflow, the key
 * that signs it, and the check of such a zip.
 * May depend on: {@code model}, {@code connector}, {@code intake}, {@code engine}, {@code audit}.
 */
@NullMarked
@NamedInterface("evidence")
package io.mendflow.console.evidence;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
