/// Whether and how a redirect is followed: an operator named one host, and an answer from there must not lead the service
/// to places that only its own network can reach.
struct RedirectRule: Sendable {
  /// More redirects than this are a mistake of the other side.
  static let most = 3
  static let statuses: Set<Int> = [301, 302, 303, 307, 308]

  /// Whether private, loopback and link-local addresses may be reached this way, too.
  var allowsPrivate: Bool
  var resolver: HostResolver

  /// What follows after a redirect.
  struct Next: Sendable {
    var question: LookupQuestion
    var address: WebAddress
    /// The address that was found good, and is to be connected to; `nil`: the operator named the host.
    var pinned: InternetAddress?
  }

  /// - Parameters:
  ///   - origin: what the operator wrote.
  ///   - current: who answered.
  func next(
    after question: LookupQuestion, from origin: WebAddress, at current: WebAddress, status: Int, location: String?
  ) async throws(LookupFailure) -> Next {
    guard let location, let target = current.following(location) else {
      throw LookupFailure(.badAnswer, "\(current.host) redirects to no address")
    }
    guard target.isSecure || !current.isSecure else {
      throw LookupFailure(.badAnswer, "\(current.host) redirects to an address without encryption")
    }
    var next = question
    next.url = target.url
    if status == 303 || (question.method == "POST" && status < 303) {
      next.method = "GET"
      next.body = nil
    }
    if target.host == origin.host { return Next(question: next, address: target) }
    guard next.body == nil else {
      throw LookupFailure(.badAnswer, "\(current.host) redirects what was sent to another host")
    }
    // What the operator meant for one host, tokens above all, is not for another.
    next.headers = []
    return Next(question: next, address: target, pinned: try await goodAddress(of: target.host))
  }

  /// An address of a host that nobody of us named; every one of its addresses must be public.
  private func goodAddress(of host: String) async throws(LookupFailure) -> InternetAddress {
    var addresses: [InternetAddress] = []
    if let literal = InternetAddress(host) {
      addresses = [literal]
    } else {
      addresses = await resolver.addresses(of: host)
    }
    guard let first = addresses.first else {
      throw LookupFailure(.notWell, "a redirect leads to a host that is not found")
    }
    guard allowsPrivate || addresses.allSatisfy(\.isPublic) else {
      throw LookupFailure(
        .badAnswer, "a redirect leads to a private address, which `lookups.allow-private` does not allow")
    }
    return first
  }
}
