/** Zabbix: what its webhook scripts post, and the events that it streams. Depends on nothing but {@code intake} and {@code incident}. */
@NullMarked
package io.mendflow.intake.zabbix;

import org.jspecify.annotations.NullMarked;
