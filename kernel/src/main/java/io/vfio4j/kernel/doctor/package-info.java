/** Why PASID does not work on a machine: ordered checks of what sysfs, proc and dev say. */
package io.vfio4j.kernel.doctor;
