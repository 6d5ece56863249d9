/**
 * Capabilities decoded: records whose components are what the registers mean, and back. Every decoded capability also
 * lists its registers field by field, for showing and comparing.
 */
package io.vfio4j.pci.capability;
