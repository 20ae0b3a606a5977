import NameResolution
import SIPEngine
import Testing
import Timekeeping

@Suite struct LookupsTests {
  private static let query = ServerQuery(host: "carrier.example", port: 5060)
  private static let question = DNSQuestion("carrier.example", .a)
  private static let first = Lookups.ID(number: 1)
  private static let second = Lookups.ID(number: 2)

  private static func seconds(_ seconds: Int) -> Moment { Moment(sinceZero: .seconds(seconds)) }

  private static func fresh() -> Lookups { Lookups(speaking: [.udp], families: .ipv4, seed: 1) }

  private static func found(_ host: String, life: Int) -> LocatedServers {
    LocatedServers(
      targets: [ServerTarget(transport: .udp, address: TransportAddress(host: host, port: 5060))],
      timeToLive: .seconds(life))
  }

  private static func address(_ host: String, life: Int) -> DNSAnswer {
    .records([.address(host)], timeToLive: .seconds(life))
  }

  @Test func `A question is asked once, and the answer kept for its time`() {
    var lookups = Self.fresh()
    #expect(lookups.begin(Self.query, as: Self.first, at: .zero) == [.ask(Self.question)])
    #expect(lookups.begin(Self.query, as: Self.second, at: .zero) == [])
    #expect(
      lookups.take(Self.address("192.0.2.1", life: 300), to: Self.question, at: .zero) == [
        .tell(Self.first, Self.found("192.0.2.1", life: 300)), .tell(Self.second, Self.found("192.0.2.1", life: 300)),
      ])
    #expect(lookups.isIdle)
    #expect(
      lookups.begin(Self.query, as: Self.first, at: Self.seconds(299)) == [
        .tell(Self.first, Self.found("192.0.2.1", life: 1))
      ])
    #expect(lookups.begin(Self.query, as: Self.first, at: Self.seconds(300)) == [.ask(Self.question)])
  }

  @Test func `No answer is believed for more than an hour or less than five seconds`() {
    var lookups = Self.fresh()
    _ = lookups.begin(Self.query, as: Self.first, at: .zero)
    _ = lookups.take(Self.address("192.0.2.1", life: 86_400), to: Self.question, at: .zero)
    #expect(lookups.begin(Self.query, as: Self.first, at: Self.seconds(3600)) == [.ask(Self.question)])
    _ = lookups.take(Self.address("192.0.2.1", life: 0), to: Self.question, at: Self.seconds(3600))
    #expect(lookups.begin(Self.query, as: Self.first, at: Self.seconds(3604)).count == 1)
    #expect(lookups.begin(Self.query, as: Self.first, at: Self.seconds(3605)) == [.ask(Self.question)])
  }

  @Test func `A missing name is not asked for again within a minute`() {
    var lookups = Self.fresh()
    _ = lookups.begin(Self.query, as: Self.first, at: .zero)
    let none = LocatedServers(targets: [], timeToLive: .seconds(60))
    #expect(
      lookups.take(.nothing(timeToLive: .seconds(86_400)), to: Self.question, at: .zero) == [.tell(Self.first, none)])
    #expect(lookups.begin(Self.query, as: Self.first, at: Self.seconds(59)).count == 1)
    #expect(lookups.begin(Self.query, as: Self.first, at: Self.seconds(60)) == [.ask(Self.question)])
  }

  @Test func `When the name servers fail, the last servers that were found are given, for a day`() {
    var lookups = Self.fresh()
    _ = lookups.begin(Self.query, as: Self.first, at: .zero)
    _ = lookups.take(Self.address("192.0.2.1", life: 60), to: Self.question, at: .zero)
    for hour in [1, 12, 23] {
      let now = Self.seconds(hour * 3600)
      #expect(lookups.begin(Self.query, as: Self.first, at: now) == [.ask(Self.question)])
      #expect(
        lookups.take(.failed, to: Self.question, at: now) == [.tell(Self.first, Self.found("192.0.2.1", life: 30))])
    }
    _ = lookups.begin(Self.query, as: Self.first, at: Self.seconds(86_400))
    let none = LocatedServers(targets: [], timeToLive: .seconds(30))
    #expect(lookups.take(.failed, to: Self.question, at: Self.seconds(86_400)) == [.tell(Self.first, none)])
  }

  @Test func `A name that is gone for good takes its servers along`() {
    var lookups = Self.fresh()
    _ = lookups.begin(Self.query, as: Self.first, at: .zero)
    _ = lookups.take(Self.address("192.0.2.1", life: 60), to: Self.question, at: .zero)
    _ = lookups.begin(Self.query, as: Self.first, at: Self.seconds(100))
    _ = lookups.take(.nothing(timeToLive: .seconds(60)), to: Self.question, at: Self.seconds(100))
    _ = lookups.begin(Self.query, as: Self.first, at: Self.seconds(200))
    #expect(
      lookups.take(.failed, to: Self.question, at: Self.seconds(200)) == [
        .tell(Self.first, LocatedServers(targets: [], timeToLive: .seconds(30)))
      ])
  }

  @Test func `What needs no name server is told at once`() {
    var lookups = Self.fresh()
    #expect(
      lookups.begin(ServerQuery(host: "192.0.2.1"), as: Self.first, at: .zero) == [
        .tell(Self.first, Self.found("192.0.2.1", life: 3600))
      ])
    #expect(
      lookups.begin(ServerQuery(host: "192.0.2.1", transport: .tls), as: Self.second, at: .zero) == [
        .tell(Self.second, LocatedServers(targets: [], timeToLive: .seconds(30)))
      ])
  }
}
