package import SIPSyntax
package import Timekeeping

/// Knows where the phones of each account can be reached (RFC 3261 §10.3).
///
/// It is handed REGISTER requests whose sender has already proved the account's password. A request is done wholly or
/// not at all. An account may have several phones; the one that registered or refreshed last is its newest contact. A
/// contact keeps the proxies between us and its phone (RFC 3327), its preference (`q`), and the names of its phone and
/// flow (RFC 5626).
///
/// It does not keep bindings over a restart (`restore` takes them back) and makes no GRUU (RFC 5627).
package struct Registrar: Sendable {
  /// Contacts of one account at once.
  package static let contactLimit = ProtocolLimits.contacts

  /// The extensions that a REGISTER may require.
  static let extensions: Set<String> = ["path", "outbound"]

  private let expiry: RegistrationExpiry
  private let contactLimit: Int
  /// By user; the newest binding last.
  private var bindings: [String: [Binding]] = [:]
  private var deadlines = DeadlineHeap<String>()
  private var lastNumber: UInt64 = 0
  /// Who is reached over which connection.
  private var users: [SIPFlow.Connection: Set<String>] = [:]

  package init(expiry: RegistrationExpiry = RegistrationExpiry(), contactLimit: Int = Self.contactLimit) {
    self.expiry = expiry
    self.contactLimit = contactLimit
  }

  /// When the next binding runs out.
  package var nextDeadline: Moment? { deadlines.earliest }

  /// Answers a REGISTER for `account` that came on `flow`.
  ///
  /// The response has no To tag yet.
  ///
  /// - Parameter neighbours: the configured networks around the source, within which a Path may lead.
  package mutating func handle(
    _ request: SIPRequest, account: String, flow: SIPFlow, neighbours: [NetworkPrefix] = [], at now: Moment
  ) -> (response: SIPResponse, events: [RegistrarEvent]) {
    do throws(RegistrationRefusal) {
      try Self.checkExtensions(of: request)
      let path = try RegistrationPath(request, neighbours: neighbours)
      let wish = try RegistrationWish(request, path: path, expiry: expiry, contactLimit: contactLimit)
      let origin = RegistrationOrigin(request: request, flow: flow, path: path, neighbours: neighbours)
      let after = try Self.apply(wish, from: origin, to: live(account, at: now), at: now).suffix(contactLimit)
      let events = store(Array(after), for: account, before: bindings[account] ?? [])
      return (accepted(origin, wish, account: account, at: now), events)
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

  /// Whose contact a URI is, and which one.
  package func contact(equivalentTo uri: SIPURI) -> (user: String, binding: Binding)? {
    for (user, known) in bindings.sorted(by: { $0.key < $1.key }) {
      if let binding = known.last(where: { $0.contact.isEquivalent(to: uri) }) { return (user, binding) }
    }
    return nil
  }

  /// Drops the bindings whose time has run out.
  package mutating func expire(at now: Moment) -> [RegistrarEvent] {
    var events: [RegistrarEvent] = []
    while let user = deadlines.takeDue(at: now) {
      events += store(live(user, at: now), for: user, before: bindings[user] ?? [])
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
  /// it listens for TCP is called there, whoever had opened the connection; any other is forgotten.
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
      let missing = old.compactMap(\.withoutConnection).filter { binding in
        binding.expires > now && !current.contains { $0.isSameContact(as: binding) }
      }
      .map { binding in
        var binding = binding
        binding.number = 0
        return binding
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

  private mutating func store(_ wanted: [Binding], for user: String, before: [Binding]) -> [RegistrarEvent] {
    var after = wanted
    for index in after.indices where after[index].number == 0 {
      lastNumber += 1
      after[index].number = lastNumber
    }
    noteConnections(of: user, after: after)
    bindings[user] = after.isEmpty ? nil : after
    deadlines.set(after.map(\.expires).min(), for: user)
    if after.isEmpty { return before.isEmpty ? [] : [.unregistered(user: user)] }
    let isReduced = before.contains { old in !after.contains { $0.number == old.number } }
    return after.filter { !before.contains($0) }.map { .registered(user: user, $0) }
      + (isReduced ? [.reduced(user: user)] : [])
  }
}

extension Registrar {
  /// Step 2: a registrar refuses what it does not know.
  private static func checkExtensions(of request: SIPRequest) throws(RegistrationRefusal) {
    let unknown = request.headers.elements(.require).filter { !extensions.contains($0.lowercased()) }
    guard unknown.isEmpty else { throw .badExtension(unknown) }
  }

  private static func apply(
    _ wish: RegistrationWish, from origin: RegistrationOrigin, to before: [Binding], at now: Moment
  ) throws(RegistrationRefusal) -> [Binding] {
    switch wish {
    case .query:
      return before
    case .removeAll:
      for binding in before { try checkOrder(of: origin.request, after: binding) }
      return []
    case .change(let contacts):
      var after = before
      for contact in contacts {
        var binding = origin.binding(for: contact, at: now)
        if let index = after.firstIndex(where: { $0.isSameContact(as: binding) }) {
          // Within one request the same contact may stand twice; the later one counts.
          if before.contains(after[index]) { try checkOrder(of: origin.request, after: after[index]) }
          binding.number = after[index].number
          after.remove(at: index)
        }
        guard contact.lifetime > .zero else { continue }
        after.append(binding)
      }
      return after
    }
  }

  private static func checkOrder(of request: SIPRequest, after binding: Binding) throws(RegistrationRefusal) {
    guard binding.callID == request.callID else { return }
    guard request.cseq.number > binding.cseq else { throw .outOfOrder }
  }

  /// 200 with every contact and how long it still holds (§10.3 step 8), the Path that was kept (RFC 3327 §5.3), and
  /// whether the phone's flows are managed (RFC 5626 §6).
  private func accepted(
    _ origin: RegistrationOrigin, _ wish: RegistrationWish, account: String, at now: Moment
  ) -> SIPResponse {
    var response = origin.request.response(.ok)
    for route in origin.path.routes { response.headers.append(.path, route.text) }
    if wish.managesFlows { response.headers.append(.require, "outbound") }
    for binding in bindings[account] ?? [] {
      var address = NameAddress(uri: .sip(binding.contact))
      address.parameters.set("expires", "\((binding.expires - now).wholeSeconds)")
      if binding.preference < .most { address.parameters.set("q", binding.preference.text) }
      if let instance = binding.instance { address.parameters.setQuoted("+sip.instance", instance) }
      if let number = binding.registrationID { address.parameters.set("reg-id", "\(number)") }
      response.headers.append(.contact, address.text)
    }
    return response
  }
}

extension RegistrationWish {
  /// Whether a contact was registered as one flow of its phone (RFC 5626).
  fileprivate var managesFlows: Bool {
    switch self {
    case .query, .removeAll: false
    case .change(let contacts): contacts.contains { $0.outbound != nil }
    }
  }
}
