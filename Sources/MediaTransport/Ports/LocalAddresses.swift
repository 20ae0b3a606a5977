internal import CLinuxShim
internal import Glibc
internal import MediaEngine

/// The IP addresses this machine answers to, asked of the kernel now.
enum LocalAddresses {
  static func all() -> Set<MediaAddress> {
    var first: UnsafeMutablePointer<ifaddrs>?
    guard getifaddrs(&first) == 0 else { return [] }
    defer { freeifaddrs(first) }
    var addresses: Set<MediaAddress> = []
    for interface in sequence(first: first, next: { $0?.pointee.ifa_next }) {
      guard let address = interface?.pointee.ifa_addr else { if interface == nil { break } else { continue } }
      switch Int32(address.pointee.sa_family) {
      case AF_INET:
        address.withMemoryRebound(to: sockaddr_in.self, capacity: 1) {
          _ = addresses.insert(MediaAddress(host: UInt128(UInt32(bigEndian: $0.pointee.sin_addr.s_addr)), port: 0))
        }
      case AF_INET6:
        address.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) {
          _ = addresses.insert(MediaAddress(host: $0.pointee.sin6_addr.number, port: 0, isVersion6: true))
        }
      default: continue
      }
    }
    return addresses
  }

  /// Whether the host of `address` is one of them; all of 127.0.0.0/8 is.
  static func contains(_ address: MediaAddress) -> Bool {
    if !address.isVersion6, address.host >> 24 == 127 { return true }
    return all().contains(MediaAddress(host: address.host, port: 0, isVersion6: address.isVersion6))
  }
}
