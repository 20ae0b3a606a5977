import CallQueues
import Testing

@Suite struct QueueModelTests {
  /// 10 × 10 000 steps; every other release of the same machine must pass the same seeds.
  @Test(arguments: 1...10 as ClosedRange<UInt64>)
  func whateverHappensTheQueuesKeepTheirPromises(seed: UInt64) {
    var model = QueueModel(seed: seed)
    for _ in 0..<10_000 where model.complaints.isEmpty { model.step() }
    if model.complaints.isEmpty { model.settle() }
    #expect(model.complaints.isEmpty, "seed \(seed): \(model.complaints.prefix(3).joined(separator: "\n"))")
    for kind in [
      "offer", "withdraw", "connect", "too late", "nobody", "full", "timeout", "raised", "granted", "refused",
      "transfer",
    ] {
      #expect(model.seen[kind, default: 0] > 10, "seed \(seed) never saw enough of: \(kind)")
    }
    let gauges = model.machine.gauges
    #expect(gauges.waiting.values.allSatisfy { $0 == 0 } && gauges.offers == 0 && gauges.conversations == 0)
    #expect(Set(gauges.agents.keys).isSubset(of: [.available, .signedOut, .paused, .unreachable]))
  }
}
