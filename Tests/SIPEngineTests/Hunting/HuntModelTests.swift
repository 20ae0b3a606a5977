import Foundation
import SIPEngine
import SIPSyntax
import Simulation
import Testing
import Timekeeping

/// Any responses in any order on the branches of one call, with hang-ups, deadlines and commands in between.
@Suite("Model: a call at several phones under random responses")
struct HuntModelTests {
  /// A dialog that a 2xx made: the INVITE's Call-ID and the phone's tag.
  private struct AcceptedDialog: Hashable {
    var callID: String
    var tag: String
  }

  private struct Run {
    var bench = Bench()
    var chance: SeededGenerator
    var milliseconds = 0
    /// 2xx that reached a living INVITE.
    var accepted: Set<AcceptedDialog> = []
    /// INVITEs that were refused: no honest 2xx follows.
    var refused: Set<String> = []

    mutating func roll(_ bound: Int) -> Int { Int(chance.next() % UInt64(bound)) }
  }

  /// Runs of sixty steps in each batch; a million steps in all when SWITCHBOARD_LONG is set.
  private static let runs: UInt64 = ProcessInfo.processInfo.environment["SWITCHBOARD_LONG"] == nil ? 40 : 1_400

  private static let bindings = (0..<5).map { index in
    Binding(
      contact: SIPURI(user: "201", host: "198.51.100.\(21 + index)", port: 40_000), flow: Bench.phone(21 + index).flow,
      callID: "c\(index)", cseq: 1, expires: ms(1_000_000_000),
      preference: QValue(thousandths: index < 3 ? 1000 : 500))
  }

  @Test(
    "one last word, one dialog at most; every other 2xx is acknowledged and ended; nothing is left",
    arguments: 1...12 as ClosedRange<UInt64>)
  func randomResponses(batch: UInt64) {
    for seed in (batch * 10_000)..<(batch * 10_000 + Self.runs) {
      var run = Run(chance: SeededGenerator(seed: seed))
      _ = run.bench.handle(.restored(["201": Self.bindings]), at: 0)
      _ = run.bench.callAccount(at: 0)
      for _ in 0..<60 { Self.step(&run) }
      let open = run.accepted.subtracting(Self.dialogs(of: .bye, run.bench))
      #expect(open.count <= 1, "seed \(seed)")
      #expect(run.bench.endpoint.liveSessions <= 1, "seed \(seed)")
      Self.finish(&run)
      #expect(run.accepted.isSubset(of: Self.dialogs(of: .ack, run.bench)), "seed \(seed): a 2xx without ACK")
      #expect(run.accepted.isSubset(of: Self.dialogs(of: .bye, run.bench)), "seed \(seed): a dialog without BYE")
      let lastWords = run.bench.events.filter(\.isLast)
      #expect(lastWords.count == 1, "seed \(seed): \(run.bench.events.map(\.label))")
      #expect(run.bench.events.filter { $0 == .ringing }.count <= 1, "seed \(seed)")
      #expect(run.bench.events.last == lastWords.first, "seed \(seed)")
      #expect(run.bench.isEmpty, "seed \(seed): \(run.bench.endpoint)")
      #expect(run.bench.endpoint.sessionsInAll == 0, "seed \(seed)")
    }
  }

  private static func dialogs(of method: Method, _ bench: Bench) -> Set<AcceptedDialog> {
    Set(
      bench.sent.compactMap { message in
        guard case .request(let request) = message, request.method == method, let tag = request.to.tag else {
          return nil
        }
        return AcceptedDialog(callID: request.callID, tag: tag)
      })
  }

  private static func requests(_ bench: Bench) -> [SIPRequest] {
    bench.sent.compactMap { if case .request(let request) = $0, request.method != .ack { request } else { nil } }
  }

  private static func step(_ run: inout Run) {
    switch run.roll(14) {
    case 0...9:
      let requests = requests(run.bench)
      respond(to: requests[run.roll(requests.count)], &run)
    case 10:
      run.milliseconds += [10, 500, 2000][run.roll(3)]
      _ = run.bench.run(until: run.milliseconds)
    case 11:
      run.milliseconds += 11_000
      _ = run.bench.run(until: run.milliseconds)
    case 12 where run.roll(6) == 0:
      _ = run.bench.command(.hangUp(.normal), of: Bench.outgoingID, at: run.milliseconds)
    default:
      _ = run.bench.command(.reoffer(octets("more")), of: Bench.outgoingID, at: run.milliseconds)
    }
  }

  private static func respond(to request: SIPRequest, _ run: inout Run) {
    let codes = request.method == .invite ? [100, 180, 183, 180, 200, 302, 404, 408, 480, 486, 487, 500, 503] : [200]
    let code = run.roll(40) == 0 && request.method == .invite ? 603 : codes[run.roll(codes.count)]
    let host = request.uri.host ?? ""
    let phone = Bench.phone(Int(host.split(separator: ".").last ?? "") ?? 21)
    let tag = request.to.tag ?? "f\(run.roll(2))"
    let lines = run.bench.receive(
      phone.response(code, to: request, tag: tag, body: code == 183 || code == 200 ? "answer" : nil), from: phone,
      at: run.milliseconds)
    guard request.method == .invite, request.to.tag == nil, code >= 200, !lines.contains("# stray") else { return }
    if code >= 300 {
      let isFirst = !run.accepted.contains { $0.callID == request.callID }
      if isFirst { run.refused.insert(request.callID) }
    } else if !run.refused.contains(request.callID) {
      run.accepted.insert(AcceptedDialog(callID: request.callID, tag: tag))
    }
  }

  /// The owner hangs up, every phone answers what it is asked, and time passes.
  private static func finish(_ run: inout Run) {
    _ = run.bench.command(.hangUp(.normal), of: Bench.outgoingID, at: run.milliseconds)
    _ = run.bench.run(until: run.milliseconds + 200_000)
  }
}
