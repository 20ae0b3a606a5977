import Foundation

/// Where a request goes: the parts of an `http` or `https` URL that decide whom it reaches.
struct WebAddress: Sendable, Equatable {
  /// The URL, absolute.
  let url: String
  let isSecure: Bool
  /// A name, or an address without brackets; in lower case.
  let host: String

  /// `nil` for anything but `http` and `https` with a host, and for a URL that names a user.
  init?(_ text: String) {
    guard let url = URL(string: text) else { return nil }
    self.init(url)
  }

  private init?(_ url: URL) {
    guard let scheme = url.scheme?.lowercased(), ["http", "https"].contains(scheme), url.user == nil,
      url.password == nil, var host = url.host(percentEncoded: false)?.lowercased(), !host.isEmpty
    else { return nil }
    if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
    self.url = url.absoluteString
    isSecure = scheme == "https"
    self.host = host
  }

  /// Where a `Location` field of an answer from here leads.
  func following(_ location: String) -> WebAddress? {
    guard let base = URL(string: url), let next = URL(string: location, relativeTo: base) else { return nil }
    return WebAddress(next.absoluteURL)
  }
}
