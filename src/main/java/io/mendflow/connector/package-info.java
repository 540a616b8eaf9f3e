/**
 * Ports to the outside by kind ({@code Monitoring}, {@code Host}, {@code Http}, {@code Ticketing}) and, behind them,
 * Camel routes: one sub-package a system; siblings never import each other.
 * May depend on: {@code audit}.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"audit"})
package io.mendflow.connector;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
