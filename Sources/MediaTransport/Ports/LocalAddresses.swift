internal import Glibc
internal import MediaEngine

/// The IPv4 addresses this machine answers to, asked of the kernel now.
enum LocalAddresses {
  static func all() -> Set<UInt32> {
    var first: UnsafeMutablePointer<ifaddrs>?
    guard getifaddrs(&first) == 0 else { return [] }
    defer { freeifaddrs(first) }
    var addresses: Set<UInt32> = []
    for interface in sequence(first: first, next: { $0?.pointee.ifa_next }) {
      guard let address = interface?.pointee.ifa_addr else { if interface == nil { break } else { continue } }
      guard address.pointee.sa_family == sa_family_t(AF_INET) else { continue }
      address.withMemoryRebound(to: sockaddr_in.self, capacity: 1) {
        _ = addresses.insert($0.pointee.mediaAddress.host)
      }
    }
    return addresses
  }

  /// Whether `host` is one of them; all of 127.0.0.0/8 is.
  static func contains(_ host: UInt32) -> Bool {
    host >> 24 == 127 || all().contains(host)
  }
}
