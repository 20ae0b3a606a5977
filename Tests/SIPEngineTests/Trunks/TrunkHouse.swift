import Redaction
import SIPEngine
import SIPSyntax
import Testing
import Timekeeping

/// A house with a trunk that registers and one that is merely sent to, and calls through them.
enum TrunkHouse {
  static let registrar = Peer(address: TransportAddress(host: "203.0.113.1", port: 5060))
  static let other = Peer(address: TransportAddress(host: "203.0.113.2", port: 5060))
  static let account = TrunkPlan.Account(user: "910", password: Redacted("open sesame"))

  /// A trunk that registers and one that is merely sent to, tried in this order.
  static func bench(_ change: (inout EndpointConfiguration) -> Void = { _ in }) -> Bench {
    Bench {
      $0.outside = OutsidePlan(
        trunks: [
          TrunkPlan(
            name: "first", account: account,
            registration: .init(addressOfRecord: SIPURI(user: "910", host: "first.example")), priority: 1, probe: nil),
          TrunkPlan(
            name: "second", sendTo: SIPURI(host: "second.example"), priority: 2,
            numbers: NumberPlan(form: .digits), probe: nil),
        ], allow: ["+34"])
      change(&$0)
    }
  }

  static func located(_ trunk: String, _ role: LocationID.Role, _ peers: [Peer]) -> EndpointInput {
    .located(LocationID(trunk: trunk, role: role), peers.map(\.flow), timeToLive: .seconds(3600))
  }

  /// Both trunks found, the first registered.
  static func ready(_ change: (inout EndpointConfiguration) -> Void = { _ in }) throws -> Bench {
    var bench = bench(change)
    _ = bench.handle(.started, at: 0)
    _ = bench.handle(located("first", .registrar, [registrar]), at: 0)
    let request = try #require(bench.lastRequest)
    _ = bench.receive(registrar.response(200, to: request, extra: ["Expires: 3600"]), from: registrar, at: 0)
    _ = bench.handle(located("second", .destination, [other]), at: 0)
    return bench
  }

  static func dial(_ number: String, _ bench: inout Bench, at milliseconds: Int = 100) -> [String] {
    bench.command(
      .invite(
        Invitation(target: .outside(number), callerName: "Eva", callerUser: "+34600000001", offer: Array("offer".utf8))),
      of: Bench.outgoingID, at: milliseconds)
  }
}
