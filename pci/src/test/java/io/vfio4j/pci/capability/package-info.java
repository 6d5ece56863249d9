@org.jspecify.annotations.NullMarked
package io.vfio4j.pci.capability;
