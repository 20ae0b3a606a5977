import AudioSignal
import MediaEngine
import RTPPackets
import SDPSessions
import Testing
import Timekeeping

@Suite("Only what somebody hears is read in full")
struct AttentionTests {
  private let one = MediaStreamID(rawValue: 1)
  private let two = MediaStreamID(rawValue: 2)

  private func changes(_ rig: inout MatrixRig) -> [Int: Attention] {
    defer { rig.matrix.forgetAttentionChanges() }
    return Dictionary(
      rig.matrix.attentionChanges.map { ($0, rig.matrix.attention(of: $0)) }, uniquingKeysWith: { $1 })
  }

  @Test("A caller alone is sampled once the source is certain, and heard in full while they talk with somebody")
  func bridging() {
    var rig = MatrixRig()
    let caller = rig.open(1, .with())
    let agent = rig.open(2, .with(MatrixRig.agent, .pcma))
    #expect(changes(&rig).isEmpty)
    rig.receive(.audio(0), slot: caller)
    rig.receive(.audio(0, payloadType: 8), slot: agent, from: MatrixRig.agent)
    #expect(changes(&rig) == [caller: .sampled(payloadType: 0), agent: .sampled(payloadType: 8)])
    rig.receive(.audio(1), slot: caller)
    #expect(changes(&rig).isEmpty)
    rig.perform(.bridge(one, two))
    #expect(changes(&rig) == [caller: .everything, agent: .everything])
    rig.perform(.unbridge(two))
    #expect(changes(&rig) == [caller: .sampled(payloadType: 0), agent: .sampled(payloadType: 8)])
    rig.perform(.bridge(two, one))
    #expect(changes(&rig) == [caller: .everything, agent: .everything])
    rig.perform(.close(two))
    #expect(changes(&rig)[caller] == .sampled(payloadType: 0))
  }

  @Test("A new negotiation opens the lock, so everything is read until the source is certain again; on hold, too")
  func renegotiation() {
    var rig = MatrixRig()
    let caller = rig.open(1, .with())
    rig.receive(.audio(0), slot: caller)
    _ = changes(&rig)
    rig.perform(.connect(one, .with(MatrixRig.agent), signalledFrom: nil))
    #expect(changes(&rig) == [caller: .everything])
    rig.receive(.audio(1), slot: caller, from: MatrixRig.agent)
    #expect(changes(&rig) == [caller: .sampled(payloadType: 0)])
    rig.perform(.connect(one, .with(MatrixRig.agent, remoteOnHold: true), signalledFrom: nil))
    #expect(changes(&rig) == [caller: .everything])
  }

  @Test("What was passed over is not lost; what is missing while everything is read is")
  func statistics() {
    var rig = MatrixRig()
    let caller = rig.open(1, .with())
    _ = rig.open(2, .with(MatrixRig.agent))
    rig.receive(.audio(0), slot: caller)
    for number in stride(from: 64, through: 640, by: 64) { rig.receive(.audio(number), slot: caller) }
    var reception = rig.matrix.statistics(of: one)?.reception
    #expect(reception?.packetsLost == 0)
    #expect(reception?.packetsPassedOver == 630)
    rig.perform(.bridge(one, two))
    // The first packet that is read again follows some that were not.
    for number in [650, 651, 652, 655, 656] { rig.receive(.audio(number), slot: caller) }
    reception = rig.matrix.statistics(of: one)?.reception
    #expect(reception?.packetsLost == 2)
    #expect(reception?.packetsPassedOver == 639)
  }

  @Test("A source that is sampled and falls silent is missed as soon as any other")
  func silence() {
    var rig = MatrixRig()
    let caller = rig.open(1, .with())
    for number in stride(from: 0, through: 640, by: 64) {
      rig.receive(.audio(number), slot: caller)
      rig.advance(by: .milliseconds(1_280))
    }
    #expect(rig.events == [.heard])
    rig.advance(by: .seconds(9))
    #expect(rig.events == [.heard, .silent(for: .seconds(10))])
  }
}
