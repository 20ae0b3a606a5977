package import SIPSyntax
package import Timekeeping

/// All transactions of an endpoint: which message belongs to which, and when the next one needs attention.
///
/// Every lookup is one dictionary access, every deadline one heap operation, however many transactions there are.
package struct TransactionTable: Sendable {
  private enum Key: Sendable {
    case server(ServerTransactionKey, MergedRequestKey?)
    case client(ClientTransactionKey)
  }

  private struct Entry: Sendable {
    var machine: TransactionMachine
    let key: Key
    var flow: SIPFlow
    let cseq: CSeq
    let owner: TransactionOwner?
    /// What takes the place of the connection when that is gone.
    var otherwise: OtherWay?
  }

  private enum OtherWay: Sendable {
    case request(RequestAttempt)
    case responses(SIPFlow)
  }

  private let timers: SIPTimers
  /// Each in a piece of memory of its own, so that the table itself stays small: it is searched and grown often.
  private var entries: [TransactionID: Shared<Entry>] = [:]
  private var servers: [ServerTransactionKey: TransactionID] = [:]
  private var clients: [ClientTransactionKey: TransactionID] = [:]
  private var merged: [MergedRequestKey: TransactionID] = [:]
  /// Which transactions hang on a connection.
  private var dependants: [SIPFlow.Connection: Set<TransactionID>] = [:]
  private var deadlines = DeadlineHeap<TransactionID>()
  private var lastNumber: UInt64 = 0

  package init(timers: SIPTimers) {
    self.timers = timers
  }

  package var count: Int { entries.count }
  package var nextDeadline: Moment? { deadlines.earliest }

  // MARK: Finding

  /// The server transaction that the request repeats or, for an ACK, completes.
  package func server(of request: SIPRequest) -> TransactionID? {
    servers[ServerTransactionKey(request, method: request.method == .ack ? .invite : request.method)]
  }

  /// The INVITE transaction that a CANCEL is about (§9.2).
  package func invite(cancelledBy request: SIPRequest) -> TransactionID? {
    servers[ServerTransactionKey(request, method: .invite)]
  }

  /// Whether the same request already came on another way and is still being served: 482.
  package func isMerged(_ request: SIPRequest) -> Bool {
    guard let key = MergedRequestKey(request) else { return false }
    return merged[key] != nil
  }

  /// Whom a transaction serves.
  package func owner(of id: TransactionID) -> TransactionOwner? { entries[id]?.value.owner }

  /// Whether the INVITE has not yet been given a final response.
  package func isProceeding(_ id: TransactionID) -> Bool {
    guard case .inviteServer(let machine) = entries[id]?.value.machine else { return false }
    return machine.isProceeding
  }

  /// Where our INVITE with this branch went.
  func flow(ofINVITE branch: String) -> SIPFlow? {
    clients[ClientTransactionKey(branch: branch, method: .invite)].flatMap { entries[$0]?.value.flow }
  }

  /// Whether a transaction hangs on this connection.
  package func isUsing(_ connection: SIPFlow.Connection) -> Bool { dependants[connection] != nil }

  // MARK: Opening

  /// A new server transaction; responses leave on `flow`, or on a connection of our own when that is gone (§18.2.2).
  package mutating func openServer(_ request: SIPRequest, respondingOn flow: SIPFlow, owner: TransactionOwner?)
    -> TransactionID
  {
    let isReliable = flow.transport.isReliable
    let machine: TransactionMachine =
      request.method == .invite
      ? .inviteServer(INVITEServerTransaction(timers: timers, isReliable: isReliable))
      : .nonINVITEServer(NonINVITEServerTransaction(timers: timers, isReliable: isReliable))
    let key = ServerTransactionKey(request, method: request.method)
    let mergedKey = MergedRequestKey(request)
    let id = insert(
      Entry(
        machine: machine, key: .server(key, mergedKey), flow: flow, cseq: request.cseq, owner: owner,
        otherwise: request.laterResponseFlow(receivedOn: flow).map { .responses($0) }))
    servers[key] = id
    if let mergedKey { merged[mergedKey] = id }
    return id
  }

  /// A new client transaction for a request that is complete with our Via; sends it.
  ///
  /// - Parameter otherwise: the same request for another way, which is tried when the first one fails unheard.
  package mutating func openClient(
    _ request: SIPRequest, octets: [UInt8], on flow: SIPFlow, otherwise: RequestAttempt? = nil,
    owner: TransactionOwner?, at now: Moment
  ) -> [TransactionEffect] {
    let attempt = RequestAttempt(request: request, octets: octets, flow: flow)
    let key = ClientTransactionKey(branch: request.vias.first?.branch ?? "", method: request.method)
    let id = insert(
      Entry(
        machine: machine(for: attempt), key: .client(key), flow: flow, cseq: request.cseq,
        owner: owner,
        otherwise: otherwise.map { .request($0) }))
    clients[key] = id
    return handleClient(id, .started, at: now)
  }

  private func machine(for attempt: RequestAttempt) -> TransactionMachine {
    let isReliable = attempt.flow.transport.isReliable
    return attempt.request.method == .invite
      ? .inviteClient(
        INVITEClientTransaction(
          request: attempt.request, octets: attempt.octets, timers: timers, isReliable: isReliable))
      : .nonINVITEClient(
        NonINVITEClientTransaction(octets: attempt.octets, timers: timers, isReliable: isReliable))
  }

  private mutating func insert(_ entry: Entry) -> TransactionID {
    lastNumber += 1
    let id = TransactionID(number: lastNumber)
    entries[id] = Shared(entry)
    if let connection = entry.flow.connection { dependants[connection, default: []].insert(id) }
    return id
  }

  // MARK: Failing

  /// A connection is gone. What was sent and not heard goes the other way, if there is one, and so do responses still
  /// to come; whatever is left fails (§17.1.4, §17.2.4).
  ///
  /// - Returns: what to do, and the INVITEs that can no longer be answered.
  mutating func fail(
    _ connection: SIPFlow.Connection, at now: Moment
  ) -> (effects: [TransactionEffect], callers: [(transaction: TransactionID, owner: SessionID)]) {
    var effects: [TransactionEffect] = []
    var callers: [(transaction: TransactionID, owner: SessionID)] = []
    for id in (dependants.removeValue(forKey: connection) ?? []).sorted(by: { $0.number < $1.number }) {
      guard var entry = entries[id]?.value else { continue }
      switch (entry.machine, entry.otherwise) {
      case (.inviteServer, .responses(let flow)?), (.nonINVITEServer, .responses(let flow)?):
        entry.otherwise = nil
        move(id, entry, to: flow)
      case (.inviteServer, _), (.nonINVITEServer, _):
        if isProceeding(id), case .session(let owner) = entry.owner { callers.append((id, owner)) }
        effects += handleServer(id, .transportFailed, at: now)
      case (.inviteClient(let machine), .request(let other)?) where machine.isUnheard:
        effects += restart(id, entry, as: other, at: now)
      case (.nonINVITEClient(let machine), .request(let other)?) where machine.isUnheard:
        effects += restart(id, entry, as: other, at: now)
      case (.inviteClient, _), (.nonINVITEClient, _):
        effects += handleClient(id, .transportFailed, at: now)
      }
    }
    return (effects, callers)
  }

  private mutating func restart(
    _ id: TransactionID, _ entry: Entry, as other: RequestAttempt, at now: Moment
  ) -> [TransactionEffect] {
    var entry = entry
    entry.machine = machine(for: other)
    entry.otherwise = nil
    move(id, entry, to: other.flow)
    return handleClient(id, .started, at: now)
  }

  private mutating func move(_ id: TransactionID, _ entry: Entry, to flow: SIPFlow) {
    var entry = entry
    entry.flow = flow
    entries[id] = Shared(entry)
    if let connection = flow.connection { dependants[connection, default: []].insert(id) }
  }

  // MARK: Handling

  /// A request that belongs to the transaction: a retransmission or an ACK.
  package mutating func receive(_ request: SIPRequest, for id: TransactionID, at now: Moment) -> [TransactionEffect] {
    handleServer(id, request.method == .ack ? .ack : .retransmission, at: now)
  }

  /// Responds in a server transaction; nothing happens when it is gone or decided.
  package mutating func respond(
    _ status: StatusCode, octets: [UInt8], to id: TransactionID, at now: Moment
  ) -> [TransactionEffect] {
    handleServer(id, .respond(status, octets), at: now)
  }

  /// No response can be sent in this server transaction.
  package mutating func abandonServer(_ id: TransactionID, at now: Moment) -> [TransactionEffect] {
    handleServer(id, .transportFailed, at: now)
  }

  /// A response from the network; nil when it belongs to no transaction of ours.
  package mutating func receive(_ response: SIPResponse, at now: Moment) -> [TransactionEffect]? {
    let key = ClientTransactionKey(branch: response.vias.first?.branch ?? "", method: response.cseq.method)
    guard let id = clients[key], entries[id]?.value.cseq == response.cseq else { return nil }
    return handleClient(id, .response(response), at: now)
  }

  /// A CANCEL has been sent for the INVITE with this branch.
  package mutating func noteCancel(branch: String, at now: Moment) -> [TransactionEffect] {
    guard let id = clients[ClientTransactionKey(branch: branch, method: .invite)] else { return [] }
    return handleClient(id, .cancelSent, at: now)
  }

  /// Nobody wants the INVITE with this branch answered any more.
  package mutating func noteWithdrawal(branch: String, at now: Moment) -> [TransactionEffect] {
    guard let id = clients[ClientTransactionKey(branch: branch, method: .invite)] else { return [] }
    return handleClient(id, .withdrawn, at: now)
  }

  /// Serves one transaction whose deadline has come; nil when there is none.
  package mutating func reachDeadline(at now: Moment) -> [TransactionEffect]? {
    guard let id = deadlines.takeDue(at: now), let place = entries.index(forKey: id) else { return nil }
    switch entries.values[place].value.machine {
    case .inviteServer, .nonINVITEServer: return handleServer(id, .deadlineReached, at: now)
    case .inviteClient, .nonINVITEClient: return handleClient(id, .deadlineReached, at: now)
    }
  }

  private mutating func handleServer(
    _ id: TransactionID, _ input: ServerTransactionInput, at now: Moment
  ) -> [TransactionEffect] {
    guard let place = entries.index(forKey: id),
      let effects = entries.values[place].value.machine.handle(input, at: now)
    else { return [] }
    deadlines.set(entries.values[place].value.machine.nextDeadline, for: id)
    guard !effects.isEmpty else { return [] }
    let entry = entries.values[place]
    return effects.compactMap { translate($0, of: id, entry.value) }
  }

  private mutating func handleClient(
    _ id: TransactionID, _ input: ClientTransactionInput, at now: Moment
  ) -> [TransactionEffect] {
    guard let place = entries.index(forKey: id),
      let effects = entries.values[place].value.machine.handle(input, at: now)
    else { return [] }
    deadlines.set(entries.values[place].value.machine.nextDeadline, for: id)
    guard !effects.isEmpty else { return [] }
    let entry = entries.values[place]
    return effects.compactMap { translate($0, of: id, entry.value) }
  }

  private mutating func translate(
    _ effect: ServerTransactionEffect, of id: TransactionID, _ entry: Entry
  ) -> TransactionEffect? {
    switch effect {
    case .transmit(let octets):
      return .send(octets, on: entry.flow)
    case .retransmit(let octets):
      return .resend(octets, on: entry.flow)
    case .deliverACK:
      return .acknowledged(entry.cseq, owner: entry.owner)
    case .unacknowledged:
      return nil
    case .terminated:
      remove(id, entry)
      return nil
    }
  }

  private mutating func translate(
    _ effect: ClientTransactionEffect, of id: TransactionID, _ entry: Entry
  ) -> TransactionEffect? {
    switch effect {
    case .transmit(let octets):
      return .send(octets, on: entry.flow)
    case .retransmit(let octets):
      return .resend(octets, on: entry.flow)
    case .deliver(let response):
      return .deliver(response, owner: entry.owner)
    case .timedOut:
      return .failed(.requestTimeout, entry.cseq, owner: entry.owner)
    case .transportFailed:
      return .failed(.serviceUnavailable, entry.cseq, owner: entry.owner)
    case .terminated:
      remove(id, entry)
      return .clientEnded(entry.cseq, owner: entry.owner)
    }
  }

  private mutating func remove(_ id: TransactionID, _ entry: Entry) {
    entries[id] = nil
    deadlines.set(nil, for: id)
    if let connection = entry.flow.connection {
      dependants[connection]?.remove(id)
      if dependants[connection]?.isEmpty == true { dependants[connection] = nil }
    }
    switch entry.key {
    case .server(let key, let mergedKey):
      if servers[key] == id { servers[key] = nil }
      if let mergedKey, merged[mergedKey] == id { merged[mergedKey] = nil }
    case .client(let key):
      if clients[key] == id { clients[key] = nil }
    }
    shrinkIfSparse()
  }

  /// A table that has been large keeps its size; once it is nearly empty it is made anew.
  private mutating func shrinkIfSparse() {
    guard entries.capacity > Self.largestSparse, entries.count < entries.capacity / 16 else { return }
    entries = entries.shrunk
    servers = servers.shrunk
    clients = clients.shrunk
    merged = merged.shrunk
    deadlines.shrink()
  }

  /// Places in a table that may be empty, whatever the rest.
  private static let largestSparse = 4_096
}
