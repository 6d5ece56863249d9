package io.vfio4j.kernel.doctor;

/**
 * What one check found.
 *
 * @param verdict what it comes to
 * @param read what was read, in words, without a full stop
 * @param next the next step, as exactly as it can be told; empty when nothing needs to be done
 */
record Diagnosis(Verdict verdict, String read, String next) {

    static Diagnosis ok(String read) {
        return new Diagnosis(Verdict.OK, read, "");
    }

    static Diagnosis warning(String read, String next) {
        return new Diagnosis(Verdict.WARNING, read, next);
    }

    static Diagnosis problem(String read, String next) {
        return new Diagnosis(Verdict.PROBLEM, read, next);
    }

    static Diagnosis unknown(String read, String next) {
        return new Diagnosis(Verdict.UNKNOWN, read, next);
    }
}
