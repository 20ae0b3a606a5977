import Glibc
import NameResolution
import SIPEngine
import SIPSyntax
import Simulation
import Testing
import Timekeeping

/// The resolver against a name server that we did not write.
@Suite(.timeLimit(.minutes(1))) struct NameResolverTests {
  private static let zone = [
    "--naptr-record=carrier.example,20,10,s,SIP+D2U,,_sip._udp.carrier.example",
    "--naptr-record=carrier.example,10,10,s,SIP+D2T,,_sip._tcp.carrier.example",
    "--srv-host=_sip._udp.carrier.example,one.carrier.example,5071,10,50",
    "--srv-host=_sip._udp.carrier.example,two.carrier.example,5072,20,50",
    "--srv-host=_sip._tcp.carrier.example,one.carrier.example,5073,10,50",
    "--host-record=one.carrier.example,192.0.2.1,2001:db8::1", "--host-record=two.carrier.example,192.0.2.2",
    "--cname=alias.example,two.carrier.example",
    "--srv-host=_sip._udp.bare.example,.,0,0,0",
  ]

  private static func resolver(
    _ servers: String, speaking: Set<SIPFlow.Transport> = [.udp], families: ServerLocation.Families = .ipv4,
    clock: SimulatedClock = SimulatedClock()
  ) throws -> NameResolver {
    try NameResolver(servers: servers, speaking: speaking, families: families, clock: clock, seed: 1)
  }

  private static func locate(_ text: String, _ resolver: NameResolver) async throws -> LocatedServers {
    guard case .sip(let uri) = try URI(parsing: text), let query = ServerQuery(uri) else {
      throw NameServer.Failure(description: text)
    }
    return await withCheckedContinuation { continuation in
      resolver.locate(query) { continuation.resume(returning: $0) }
    }
  }

  private static func targets(_ text: String, _ resolver: NameResolver) async throws -> [String] {
    try await locate(text, resolver).targets.map { "\($0.transport) \($0.address)" }
  }

  @Test func `NAPTR, SRV and addresses lead to the servers, in their order`() async throws {
    let server = try NameServer(Self.zone)
    let resolver = try Self.resolver(server.address)
    defer { resolver.stop() }
    #expect(try await Self.targets("sip:carrier.example", resolver) == ["udp 192.0.2.1:5071", "udp 192.0.2.2:5072"])
    #expect(try await Self.locate("sip:carrier.example", resolver).timeToLive <= .seconds(120))
    let talker = try Self.resolver(server.address, speaking: [.udp, .tcp], families: [.ipv4, .ipv6])
    defer { talker.stop() }
    #expect(
      try await Self.targets("sip:carrier.example", talker) == ["tcp [2001:db8::1]:5073", "tcp 192.0.2.1:5073"])
  }

  @Test func `An alias is followed, and a port asks for addresses only`() async throws {
    let server = try NameServer(Self.zone)
    let resolver = try Self.resolver(server.address)
    defer { resolver.stop() }
    #expect(try await Self.targets("sip:alias.example:5090", resolver) == ["udp 192.0.2.2:5090"])
    #expect(try await Self.targets("sip:one.carrier.example", resolver) == ["udp 192.0.2.1:5060"])
  }

  @Test func `A name that is not there has no servers, and that is known for a while`() async throws {
    let server = try NameServer(Self.zone)
    let resolver = try Self.resolver(server.address)
    defer { resolver.stop() }
    let none = try await Self.locate("sip:nobody.example", resolver)
    #expect(none == LocatedServers(targets: [], timeToLive: .seconds(60)))
  }

  @Test func `When the name server dies, the servers found last are given`() async throws {
    let clock = SimulatedClock()
    let server = try NameServer(Self.zone)
    let resolver = try Self.resolver(server.address, clock: clock)
    defer { resolver.stop() }
    let before = try await Self.targets("sip:carrier.example", resolver)
    server.stop()
    #expect(try await Self.targets("sip:carrier.example", resolver) == before)
    clock.advance(by: .seconds(4000))
    #expect(try await Self.targets("sip:carrier.example", resolver) == before)
    #expect(try await Self.targets("sip:two.carrier.example", resolver).isEmpty)
  }

  @Test func `A server that was moved is found once the old answer has run out`() async throws {
    let clock = SimulatedClock()
    let port = try NameServer.freePort()
    let old = try NameServer(["--host-record=moving.example,192.0.2.1"], port: port)
    let resolver = try Self.resolver(old.address, clock: clock)
    defer { resolver.stop() }
    #expect(try await Self.targets("sip:moving.example:5060", resolver) == ["udp 192.0.2.1:5060"])
    old.stop()
    let new = try NameServer(["--host-record=moving.example,192.0.2.9"], port: port)
    #expect(try await Self.targets("sip:moving.example:5060", resolver) == ["udp 192.0.2.1:5060"])
    clock.advance(by: .seconds(121))
    #expect(try await Self.targets("sip:moving.example:5060", resolver) == ["udp 192.0.2.9:5060"])
    new.stop()
  }

  @Test func `Nobody waits for a name server that says nothing`() async throws {
    let silent = socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
    defer { close(silent) }
    var name = sockaddr_in()
    name.sin_family = sa_family_t(AF_INET)
    inet_pton(AF_INET, "127.0.0.1", &name.sin_addr)
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withUnsafeMutablePointer(to: &name) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(silent, $0, length) == 0 && getsockname(silent, $0, &length) == 0
      }
    }
    try #require(isBound)
    let resolver = try Self.resolver("127.0.0.1:\(UInt16(bigEndian: name.sin_port))")
    defer { resolver.stop() }
    async let slow = Self.locate("sip:slow.example:5060", resolver)
    // An address needs no name server, and does not wait behind the name that does.
    #expect(try await Self.targets("sip:192.0.2.7", resolver) == ["udp 192.0.2.7:5060"])
    #expect(try await slow == LocatedServers(targets: [], timeToLive: .seconds(30)))
  }

  @Test func `A resolver that stops answers everybody, and later ones at once`() async throws {
    let server = try NameServer(Self.zone)
    let resolver = try Self.resolver(server.address)
    async let answers = withTaskGroup(of: Int.self) { group in
      for number in 0..<50 {
        group.addTask {
          let found = try? await Self.locate("sip:n\(number).example:5060", resolver)
          return found == nil ? 0 : 1
        }
      }
      return await group.reduce(0, +)
    }
    resolver.stop()
    #expect(await answers == 50)
    #expect(try await Self.targets("sip:carrier.example", resolver).isEmpty)
  }

  @Test func `What is no list of name servers is refused with the remedy`() {
    #expect(throws: NameResolutionError.self) { _ = try Self.resolver("not an address") }
  }
}
