import Logging
import Redaction
import SIPEngine
import SIPSyntax
import SIPTransport
import Simulation
import Synchronization
import Testing
import Timekeeping

/// Trunks over real sockets; the name servers are a table.
@Suite(.timeLimit(.minutes(1))) struct TrunkServiceTests {
  /// Answers at once from a table, and remembers what it was asked.
  final class Directory: ServerLocator {
    let servers: [String: [ServerTarget]]
    private let asked = Mutex<[String]>([])

    init(_ servers: [String: [TransportAddress]]) {
      self.servers = servers.mapValues { addresses in
        addresses.map { ServerTarget(transport: .udp, address: $0) }
      }
    }

    var names: [String] { asked.withLock { $0 } }

    func locate(_ query: ServerQuery, _ answer: @escaping @Sendable (LocatedServers) -> Void) {
      asked.withLock { $0.append(query.host) }
      answer(LocatedServers(targets: servers[query.host] ?? [], timeToLive: .seconds(3600)))
    }
  }

  private struct Calendar: WallClock {
    var now: WallTime { WallTime(sinceEpoch: .seconds(20_000 * 86_400 + 5)) }
  }

  private static func plan(_ trunks: [TrunkPlan]) -> OutsidePlan {
    OutsidePlan(trunks: trunks, allow: ["+34"], perNumberPerDay: 2)
  }

  private static let registering = TrunkPlan(
    name: "carrier", account: .init(user: "910", password: Redacted("open sesame")),
    registration: .init(addressOfRecord: SIPURI(user: "910", host: "carrier.example")), probe: nil)

  private static func house(
    _ trunks: [TrunkPlan], _ directory: Directory, listen: String = "127.0.0.1"
  ) -> (service: SIPService, events: AsyncStream<EndpointEvent>) {
    let (stream, continuation) = AsyncStream.makeStream(of: EndpointEvent.self)
    let service = SIPService(
      listen: [SIPListener(transport: .udp, address: TransportAddress(host: listen, port: 0))],
      configuration: EndpointConfiguration(domain: "switchboard.local", outside: plan(trunks)),
      clock: MonotonicClock(), random: SeededGenerator(seed: 1), locator: directory, calendar: Calendar(),
      logger: Logger(label: "sip") { _ in SwiftLogNoOpLogHandler() }, onEvent: { continuation.yield($0) })
    return (service, stream)
  }

  private static func event(
    _ events: AsyncStream<EndpointEvent>, where isWanted: (EndpointEvent) -> Bool
  ) async throws -> EndpointEvent {
    for await event in events where isWanted(event) { return event }
    throw RawPhone.Failure(description: "no such event")
  }

  private static func answer(
    _ status: Int, to request: SIPRequest, _ lines: [(HeaderName, String)] = [], body: String = ""
  ) throws -> [UInt8] {
    var response = request.response(StatusCode(rawValue: status), toTag: "carrier")
    for (name, value) in lines { response.headers.append(name, value) }
    response.body = Array(body.utf8)
    return try response.serialized()
  }

  @Test(arguments: ["127.0.0.1", "0.0.0.0"])
  func `A trunk registers, proves itself, and takes its leave when the house closes`(listen: String) async throws {
    let registrar = try RawPhone()
    let directory = Directory(["carrier.example": [registrar.address]])
    let (service, events) = Self.house([Self.registering], directory, listen: listen)
    try await service.start()
    let port = try #require(service.boundAddresses.first?.port)
    let address = TransportAddress(host: "127.0.0.1", port: port)
    let first = try registrar.request(.register)
    #expect(first.vias.first?.host == "127.0.0.1")
    #expect(try first.contacts.first?.uri.sip?.port == port)
    let challenge: [(HeaderName, String)] = [(.wwwAuthenticate, #"Digest realm="c", nonce="n", qop="auth""#)]
    registrar.send(try Self.answer(401, to: first, challenge), to: address)
    let second = try registrar.request(.register)
    #expect(second.headers.contains(.authorization))
    registrar.send(try Self.answer(200, to: second, [(.expires, "600")]), to: address)
    let told = try await Self.event(events) { $0 != .trunk("carrier", .cameUp) }
    #expect(told == .trunk("carrier", .registration(.registered(expiresIn: .seconds(600)))))
    service.drain()
    let last = try registrar.request(.register)
    #expect(last.headers[first: .expires] == "0")
    #expect(service.gauges().trunks.map(\.isRegistered) == [true])
    registrar.send(try Self.answer(200, to: last), to: address)
    _ = try await Self.event(events) { $0 == .trunk("carrier", .registration(.unregistered)) }
    #expect(directory.names == ["carrier.example"])
    await service.stop()
  }

  @Test func `An address that a flow names is found over the sockets that are open`() async throws {
    let phone = try RawPhone()
    let (service, _) = Self.house([], Directory(["night.example": [phone.address]]))
    try await service.start()
    func flows(of host: String) async -> [SIPFlow] {
      await withCheckedContinuation { continuation in
        service.locate(ServerQuery(host: host)) { continuation.resume(returning: $0) }
      }
    }
    let found = await flows(of: "night.example")
    #expect(found.map(\.remote) == [phone.address])
    #expect(found.first?.local == service.boundAddresses.first)
    #expect(await flows(of: "nobody.example").isEmpty)
    await service.stop()
  }

  @Test func `A carrier that says 503 is left for the next one`() async throws {
    let (first, second) = (try RawPhone(), try RawPhone())
    let directory = Directory(["one.example": [first.address], "two.example": [second.address]])
    let trunks = ["one", "two"].enumerated().map { place, name in
      TrunkPlan(name: name, sendTo: SIPURI(host: "\(name).example"), priority: place, probe: nil)
    }
    let (service, events) = Self.house(trunks, directory)
    try await service.start()
    let address = try #require(service.boundAddresses.first)
    for _ in trunks {
      _ = try await Self.event(events) { if case .trunk(_, .cameUp) = $0 { true } else { false } }
    }
    let id = SessionID(side: .outgoing, number: 1)
    service.command(
      id,
      .invite(
        Invitation(target: .outside("+34910000000"), callerName: nil, callerUser: "201", offer: Array("v=0\r\n".utf8))))
    let refused = try first.request(.invite)
    #expect(refused.uri.text == "sip:+34910000000@one.example")
    first.send(try Self.answer(503, to: refused), to: address)
    let taken = try second.request(.invite)
    #expect(taken.uri.text == "sip:+34910000000@two.example")
    let contact: [(HeaderName, String)] = [(.contact, "<sip:\(second.address)>"), (.contentType, "application/sdp")]
    second.send(try Self.answer(200, to: taken, contact, body: "v=0\r\n"), to: address)
    let counted = try await Self.event(events) { _ in true }
    #expect(counted == .dialled(DialCount(number: Redacted("+34910000000"), day: 20_000, calls: 1)))
    let reached = try await Self.event(events) { _ in true }
    guard case .session(id, .reached(let flow, _)) = reached else {
      Issue.record("\(reached)")
      return await service.stop()
    }
    #expect(flow.remote == second.address)
    #expect(try await Self.event(events) { _ in true } == .session(id, .answered(Array("v=0\r\n".utf8))))
    #expect(service.gauges().trunks.map(\.calls) == [0, 1])
    await service.stop()
  }

  @Test func `Counts from before a restart count, and a refusal tells its reason`() async throws {
    let carrier = try RawPhone()
    let directory = Directory(["one.example": [carrier.address]])
    let trunk = TrunkPlan(name: "one", sendTo: SIPURI(host: "one.example"), probe: nil)
    let (service, events) = Self.house([trunk], directory)
    try await service.start()
    service.restore(dials: [DialCount(number: Redacted("+34910000000"), day: 20_000, calls: 2)])
    let id = SessionID(side: .outgoing, number: 1)
    service.command(
      id, .invite(Invitation(target: .outside("+34910000000"), callerName: nil, callerUser: "201", offer: [])))
    _ = try await Self.event(events) { $0 == .dialRefused(id, .tooOften) }
    #expect(try await Self.event(events) { _ in true } == .session(id, .rejected(.forbidden)))
    await service.stop()
  }

  @Test func `A trunk over a transport that nothing listens for is told and not tried`() async throws {
    let directory = Directory([:])
    let (service, events) = Self.house([Self.registering], directory)
    try await service.start()
    _ = try await Self.event(events) { $0 == .trunk("carrier", .notFound) }
    #expect(service.gauges().trunks.map(\.isUp) == [false])
    await service.stop()
  }
}
