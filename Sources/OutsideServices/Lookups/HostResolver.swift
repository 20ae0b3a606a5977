import Glibc
import NIOPosix

/// Finds a host's addresses on a thread that may wait, as every other program of the machine finds them.
package struct HostResolver: Sendable {
  private let resolve: @Sendable (String) async -> [InternetAddress]

  package init(_ resolve: @escaping @Sendable (String) async -> [InternetAddress]) {
    self.resolve = resolve
  }

  package static let system = HostResolver { host in
    // The stream ends with the task that waits, while the thread goes on until the system answers.
    let (answers, tell) = AsyncStream.makeStream(of: [InternetAddress].self, bufferingPolicy: .bufferingNewest(1))
    NIOThreadPool.singleton.submit { _ in
      tell.yield(systemAddresses(of: host))
      tell.finish()
    }
    for await addresses in answers { return addresses }
    return []
  }

  /// None when there is no such host, or nobody can say.
  package func addresses(of host: String) async -> [InternetAddress] { await resolve(host) }

  private static func systemAddresses(of host: String) -> [InternetAddress] {
    var hints = addrinfo()
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var first: UnsafeMutablePointer<addrinfo>?
    guard getaddrinfo(host, nil, &hints, &first) == 0 else { return [] }
    defer { freeaddrinfo(first) }
    var found: [InternetAddress] = []
    var next = first
    while let entry = next {
      if let address = entry.pointee.ai_addr.flatMap({ InternetAddress($0) }) { found.append(address) }
      next = entry.pointee.ai_next
    }
    return found
  }
}
