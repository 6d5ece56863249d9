// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.cli;

import io.vfio4j.device.VfioException;
import io.vfio4j.kernel.OpeningRefused;

/** What the user reads when something failed: what happened, to what, and what to try. */
final class Reason {
    private Reason() {}

    /** The line for a failure. */
    static String of(RuntimeException failure) {
        if (!(failure instanceof VfioException e)) {
            return String.valueOf(failure.getMessage());
        }
        if (e.getCause() instanceof OpeningRefused refused) {
            return "%s: %s: %s (%s; %s)".formatted(e.target(), e.operation(), e.errno(), e.detail(), hint(refused));
        }
        String hint = hint(e);
        return hint.isEmpty() ? String.valueOf(e.getMessage()) : e.getMessage() + "; " + hint;
    }

    /** Names the command or the option that helps. */
    private static String hint(OpeningRefused refused) {
        return switch (refused.reason()) {
            case NO_SUCH_FUNCTION -> "vfio ls shows which it has";
            case NO_VFIO_DRIVER -> "vfio bind " + refused.address();
            case NO_IOMMU_GROUP -> "vfio doctor " + refused.address();
            case NO_IOMMU -> "--no-iommu asks for it";
        };
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
