// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

/** The vfio command. */
@NullMarked
module io.vfio4j.cli {
    requires static org.jspecify;
    requires com.fasterxml.jackson.core;
    requires info.picocli;
    requires io.vfio4j.emulation;
    requires io.vfio4j.host;
    requires io.vfio4j.kernel;
    requires io.vfio4j.vfiouser;

    provides System.LoggerFinder with
            io.vfio4j.cli.console.OneLineLoggers;
}
