/** See the module. */
package io.vfio4j.emulation;
