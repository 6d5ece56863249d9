/** See the module. */
package io.vfio4j.linux;
