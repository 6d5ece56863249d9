// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.diagnosis;

/**
 * What one check found.
 *
 * @param verdict what it comes to
 * @param read what was read, in words, without a full stop
 * @param next the next step, as exactly as it can be told; empty when nothing needs to be done
 */
public record Diagnosis(Verdict verdict, String read, String next) {

    public static Diagnosis ok(String read) {
        return new Diagnosis(Verdict.OK, read, "");
    }

    public static Diagnosis warning(String read, String next) {
        return new Diagnosis(Verdict.WARNING, read, next);
    }

    public static Diagnosis problem(String read, String next) {
        return new Diagnosis(Verdict.PROBLEM, read, next);
    }

    public static Diagnosis unknown(String read, String next) {
        return new Diagnosis(Verdict.UNKNOWN, read, next);
    }
}
