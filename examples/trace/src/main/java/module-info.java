// SPDX-License-Identifier: Apache-2.0

/** A device that prints what is done with the one that it wraps. */
module example.trace {
    requires io.vfio4j.all;
}
