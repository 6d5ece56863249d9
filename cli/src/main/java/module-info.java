// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

/** The vfio command. */
@NullMarked
module io.vfio4j.cli {
    requires static org.jspecify;
    requires com.fasterxml.jackson.core;
    requires info.picocli;
    requires io.vfio4j.all;

    provides System.LoggerFinder with
            io.vfio4j.cli.console.OneLineLoggers;
}
