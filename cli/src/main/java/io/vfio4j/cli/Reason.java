// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.cli;

import io.vfio4j.device.VfioException;

/** What the user reads when something failed: what happened, to what, and what to try. */
final class Reason {
    private Reason() {}

    /** The line for a failure. */
    static String of(RuntimeException failure) {
        if (!(failure instanceof VfioException e)) {
            return String.valueOf(failure.getMessage());
        }
        String hint = hint(e);
        return hint.isEmpty() ? String.valueOf(e.getMessage()) : e.getMessage() + "; " + hint;
    }

    /** Of servers and their sockets; the kernel's errors are explained where they arise. */
    private static String hint(VfioException e) {
        if (e.target().startsWith("pci:")) {
            return "";
        }
        return switch (e.errno()) {
            case ENOENT ->
                e.operation().equals("bind")
                        ? "the folder of the socket must exist"
                        : "is the path right, and is the server running?";
            case ECONNREFUSED -> "start one with: vfio serve --socket PATH";
            case EACCES, EPERM -> "you may not open it; run as the user who serves it";
            case EADDRINUSE -> "choose another --socket PATH";
            case ENAMETOOLONG -> "a socket's path has 107 bytes at most; choose a shorter one";
            case ECONNRESET, EPIPE, ESHUTDOWN, ECONNABORTED -> "its own output may say why";
            case ETIMEDOUT -> "it serves one client at a time: is another one connected?";
            case EPROTO, EBADMSG -> "that server does not speak the vfio-user protocol";
            default -> "";
        };
    }
}
