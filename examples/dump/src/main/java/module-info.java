// SPDX-License-Identifier: Apache-2.0

/** A change of a dump. */
module example.dump {
    requires io.vfio4j.emulation;
}
