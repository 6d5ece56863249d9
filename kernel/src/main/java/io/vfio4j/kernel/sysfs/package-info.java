/**
 * Functions, drivers, IOMMUs and the kernel itself, read from the files that it shows. Everything goes through a
 * {@link io.vfio4j.kernel.sysfs.SystemTree}, so that what was saved on one machine can be read on another.
 * No native call is made here.
 */
package io.vfio4j.kernel.sysfs;
