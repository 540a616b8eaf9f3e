package io.mendflow.runbook;

/**
 * A runbook file as it was found.
 *
 * @param name as problems name it
 * @param scriptName last part of the path
 */
record SourceFile(String name, String scriptName, String text) {}
