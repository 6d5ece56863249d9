// SPDX-License-Identifier: Apache-2.0
/** Maps of a configuration space: which structure owns which byte, and which bytes nobody owns. */
package io.vfio4j.pci.map;
