package import SIPSyntax
package import Timekeeping

/// Knows where the phones of each account can be reached (RFC 3261 §10.3).
///
/// It is handed REGISTER requests whose sender has already proved the account's password. A request is done wholly or
/// not at all. An account may have several phones; the one that registered or refreshed last is its newest contact.
///
/// It neither keeps bindings over a restart (`restore` takes them back) nor looks at Path, GRUU or outbound (RFC 3327,
/// 5627, 5626).
package struct Registrar: Sendable {
  /// Contacts of one account at once. A phone that forgets its old address at every start pushes the oldest out.
  package static let contactLimit = 10

  private let expiry: RegistrationExpiry
  private let contactLimit: Int
  /// By user; the newest binding last.
  private var bindings: [String: [Binding]] = [:]
  /// Who is reached over which connection.
  private var users: [SIPFlow.Connection: Set<String>] = [:]

  /// When the next binding runs out.
  package private(set) var nextDeadline: Moment?

  package init(expiry: RegistrationExpiry = RegistrationExpiry(), contactLimit: Int = Self.contactLimit) {
    self.expiry = expiry
    self.contactLimit = contactLimit
  }

  /// Answers a REGISTER for `account` that came on `flow`.
  ///
  /// The response has no To tag yet.
  package mutating func handle(
    _ request: SIPRequest, account: String, flow: SIPFlow, at now: Moment
  ) -> (response: SIPResponse, events: [RegistrarEvent]) {
    do throws(RegistrationRefusal) {
      let wish = try RegistrationWish(request, expiry: expiry, contactLimit: contactLimit)
      let before = live(account, at: now)
      let after = try Self.apply(wish, of: request, on: flow, to: before, at: now).suffix(contactLimit)
      let events = store(Array(after), for: account, before: bindings[account] ?? [])
      return (accepted(request, account: account, at: now), events)
    } catch {
      return (error.response(to: request), [])
    }
  }

  /// The phone to call: the contact that registered or refreshed last.
  package func newestContact(of user: String) -> Binding? {
    bindings[user]?.last
  }

  /// All contacts of an account, the newest last.
  package func contacts(of user: String) -> [Binding] {
    bindings[user] ?? []
  }

  /// Drops the bindings whose time has run out.
  package mutating func expire(at now: Moment) -> [RegistrarEvent] {
    guard let nextDeadline, nextDeadline <= now else { return [] }
    var events: [RegistrarEvent] = []
    for (user, known) in bindings.sorted(by: { $0.key < $1.key }) where known.contains(where: { $0.expires <= now }) {
      events += store(live(user, at: now), for: user, before: known)
    }
    return events
  }

  /// Forgets whoever has no account any more.
  package mutating func forgetAccounts(except users: some Collection<String>) -> [RegistrarEvent] {
    let kept = Set(users)
    return bindings.keys.filter { !kept.contains($0) }.sorted().flatMap { user in
      store([], for: user, before: bindings[user] ?? [])
    }
  }

  /// Whether somebody is reached over this connection.
  package func isUsing(_ connection: SIPFlow.Connection) -> Bool { users[connection] != nil }

  /// A connection is gone, and with it the way to whoever registered over it (RFC 5626 §5.3): a phone that says where
  /// it listens for TCP is called there, any other is forgotten.
  package mutating func forget(_ connection: SIPFlow.Connection) -> [RegistrarEvent] {
    (users[connection] ?? []).sorted().flatMap { user in
      let before = bindings[user] ?? []
      let after = before.compactMap { $0.flow.connection == connection ? $0.withoutConnection : $0 }
      return store(after, for: user, before: before)
    }
  }

  /// Takes back what was known before a restart, as far as it did not hang on a connection that is gone; whatever has
  /// been registered since is newer and stays.
  package mutating func restore(_ known: [String: [Binding]], at now: Moment) -> [RegistrarEvent] {
    known.sorted { $0.key < $1.key }.flatMap { user, old in
      let current = live(user, at: now)
      let missing = old.compactMap(\.afterRestart).filter { binding in
        binding.expires > now && !current.contains { $0.contact.isEquivalent(to: binding.contact) }
      }
      return store((missing + current).suffix(contactLimit), for: user, before: current)
    }
  }

  private func live(_ user: String, at now: Moment) -> [Binding] {
    (bindings[user] ?? []).filter { $0.expires > now }
  }

  private mutating func noteConnections(of user: String, after: [Binding]) {
    for connection in (bindings[user] ?? []).compactMap(\.flow.connection) {
      users[connection]?.remove(user)
      if users[connection]?.isEmpty == true { users[connection] = nil }
    }
    for connection in after.compactMap(\.flow.connection) { users[connection, default: []].insert(user) }
  }

  private mutating func store(_ after: [Binding], for user: String, before: [Binding]) -> [RegistrarEvent] {
    noteConnections(of: user, after: after)
    bindings[user] = after.isEmpty ? nil : after
    nextDeadline = bindings.values.lazy.flatMap { $0 }.map(\.expires).min()
    if after.isEmpty { return before.isEmpty ? [] : [.unregistered(user: user)] }
    return after.filter { !before.contains($0) }.map { .registered(user: user, $0) }
  }
}

extension Registrar {
  private static func apply(
    _ wish: RegistrationWish, of request: SIPRequest, on flow: SIPFlow, to before: [Binding], at now: Moment
  ) throws(RegistrationRefusal) -> [Binding] {
    switch wish {
    case .query:
      return before
    case .removeAll:
      for binding in before { try checkOrder(of: request, after: binding) }
      return []
    case .change(let contacts):
      var after = before
      for contact in contacts {
        if let index = after.firstIndex(where: { $0.contact.isEquivalent(to: contact.uri) }) {
          // Within one request the same contact may stand twice; the later one counts.
          if before.contains(after[index]) { try checkOrder(of: request, after: after[index]) }
          after.remove(at: index)
        }
        guard contact.lifetime > .zero else { continue }
        after.append(
          Binding(
            contact: contact.uri, flow: flow.toward(contact.uri, of: request), callID: request.callID,
            cseq: request.cseq.number, expires: now + contact.lifetime))
      }
      return after
    }
  }

  private static func checkOrder(of request: SIPRequest, after binding: Binding) throws(RegistrationRefusal) {
    guard binding.callID == request.callID else { return }
    guard request.cseq.number > binding.cseq else { throw .outOfOrder }
  }

  /// 200 with every contact and how long it still holds (§10.3 step 8).
  private func accepted(_ request: SIPRequest, account: String, at now: Moment) -> SIPResponse {
    var response = request.response(.ok)
    for binding in bindings[account] ?? [] {
      var address = NameAddress(uri: .sip(binding.contact))
      address.parameters.set("expires", "\((binding.expires - now).wholeSeconds)")
      response.headers.append(.contact, address.text)
    }
    return response
  }
}

extension SIPFlow {
  /// The way to a registered contact: where the contact says when nothing between us translates addresses, and back
  /// the way the REGISTER came otherwise.
  ///
  /// No translation means that the REGISTER came from the very address its Via names (RFC 3581 §4) and that the contact
  /// is on the same host. So a phone that sends from one port and listens on another is found, and one behind a NAT too.
  fileprivate func toward(_ contact: SIPURI, of request: SIPRequest) -> SIPFlow {
    guard let via = request.vias.first, via.host == remote.host, (via.port ?? 5060) == remote.port,
      contact.host == remote.host
    else { return self }
    var flow = self
    flow.remote.port = contact.port ?? 5060
    return flow
  }
}
