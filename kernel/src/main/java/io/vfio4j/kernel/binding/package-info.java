/** Giving functions to VFIO drivers, and back to the host. */
package io.vfio4j.kernel.binding;
