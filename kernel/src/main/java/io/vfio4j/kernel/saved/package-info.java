/** Saving what was read of a machine, to look at it on another. */
package io.vfio4j.kernel.saved;
