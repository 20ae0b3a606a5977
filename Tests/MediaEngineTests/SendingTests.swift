import AudioSignal
import MediaEngine
import RTPPackets
import SDPSessions
import Testing
import Timekeeping

@Suite("What a stream sends")
struct SendingTests {
  private let one = MediaStreamID(rawValue: 1)

  @Test("A generated tone arrives as the tone, sample for sample, in consecutive packets 20 ms apart")
  func tone() {
    var generator = ToneGenerator(frequency: 440, level: -10)
    let audio = TelephoneAudio(samples: generator.samples(8_000))
    var rig = MatrixRig()
    let slot = rig.open(1, .with())
    rig.perform(.play(one, [audio], PlaybackID(rawValue: 5)))
    rig.advance(by: .milliseconds(1_000))

    #expect(rig.sent.count == 50)
    #expect(rig.packets(slot: slot).flatMap(\.payload) == audio.muLaw)
    #expect(rig.notices == [MediaNotice(stream: one, event: .playbackEnded(PlaybackID(rawValue: 5)))])
    let decoded = rig.packets(slot: slot).flatMap { $0.payload.map(G711.linear(muLaw:)) }
    let tone = Goertzel(frequency: 440).level(in: decoded)
    let elsewhere = Goertzel(frequency: 660).level(in: decoded)
    #expect(tone > -11 && tone < -9)
    #expect(elsewhere < -50)
    for (earlier, later) in zip(rig.sent, rig.sent.dropFirst()) {
      #expect(later.at - earlier.at == .milliseconds(20))
      #expect(earlier.packet.header.sequence.distance(to: later.packet.header.sequence) == 1)
      #expect(earlier.packet.header.timestamp.distance(to: later.packet.header.timestamp) == 160)
    }
  }

  @Test("Headers: agreed payload type, own SSRC, first number as given, marker once at the start of the talk-spurt")
  func headers() {
    var rig = MatrixRig()
    var agreed = AgreedAudio.with(MatrixRig.phone, .pcma)
    agreed.sendPayloadType = 96
    rig.open(1, ssrc: 0xDEAD_BEEF, agreed)
    rig.advance(by: .milliseconds(40))
    rig.perform(.play(one, [.pattern(320), .pattern(320)], PlaybackID(rawValue: 1)))
    rig.advance(by: .milliseconds(120))
    let headers = rig.sent.map(\.packet.header)
    #expect(headers.count == 7)
    #expect(headers.map(\.sequence.rawValue) == Array(100..<107))
    #expect(headers.allSatisfy { $0.ssrc == 0xDEAD_BEEF && $0.payloadType == 96 })
    // What was played began ahead of the beat, so that the silence behind it is a frame shorter.
    #expect(headers.map(\.marker) == [true, false, true, false, false, false, true])
    #expect(rig.sent.allSatisfy { $0.destination == MatrixRig.phone })
  }

  @Test("While nothing plays comfort silence is sent, and before it is connected nothing")
  func comfortSilence() {
    var rig = MatrixRig()
    let slot = rig.open(1)
    rig.advance(by: .seconds(1))
    #expect(rig.sent.isEmpty)
    rig.perform(.connect(one, .with(), signalledFrom: nil))
    rig.advance(by: .seconds(1))
    #expect(rig.packets(slot: slot).map(\.payload) == Array(repeating: Array(repeating: 0xFF, count: 160), count: 50))
  }

  @Test("Sequence number and timestamp wrap on the way")
  func wraps() {
    var rig = MatrixRig()
    // At 1000 s 50 000 beats have passed: three packets later the timestamp is at its end.
    let sender = RTPSender(ssrc: 1, sequence: 65_533, timestamp: .max - 50_000 * 160 - 3 * 160)
    _ = rig.matrix.open(one, sender: sender)
    rig.perform(.connect(one, .with(), signalledFrom: nil))
    rig.advance(by: .milliseconds(200))
    let headers = rig.sent.map(\.packet.header)
    #expect(headers.map(\.sequence.rawValue) == [65_533, 65_534, 65_535, 0, 1, 2, 3, 4, 5, 6])
    #expect(headers.map(\.timestamp.rawValue).min() == 159)
    #expect(
      zip(headers, headers.dropFirst()).allSatisfy {
        $0.sequence.distance(to: $1.sequence) == 1 && $0.timestamp.distance(to: $1.timestamp) == 160
      })
  }

  @Test("After five seconds of standing still one packet is sent, not 250, and the audio goes on where it was")
  func stoodStill() {
    let audio = TelephoneAudio.pattern(16_000)
    var rig = MatrixRig()
    let slot = rig.open(1, .with())
    rig.perform(.play(one, [audio], PlaybackID(rawValue: 1)))
    rig.advance(by: .milliseconds(200))
    let before = rig.sent.count
    let late = rig.standStill(for: .seconds(5))
    #expect(late == 249)
    #expect(rig.sent.count == before + 1)
    rig.advance(by: .milliseconds(200))
    let headers = rig.packets(slot: slot).map(\.header)
    #expect(headers[before].marker)
    #expect(headers[before - 1].sequence.distance(to: headers[before].sequence) == 1)
    #expect(headers[before - 1].timestamp.distance(to: headers[before].timestamp) == 250 * 160)
    #expect(rig.packets(slot: slot).flatMap(\.payload) == Array(audio.muLaw.prefix(rig.sent.count * 160)))
  }

  @Test("Streams are spread over the beat")
  func phases() {
    var rig = MatrixRig()
    for id in 1...8 { rig.open(UInt64(id), .with()) }
    rig.advance(by: .milliseconds(20))
    let moments = rig.sent.map(\.at).sorted()
    #expect(Set(moments).count == 8)
    #expect(zip(moments, moments.dropFirst()).allSatisfy { $1 - $0 <= .milliseconds(6) }, "\(moments)")
  }

  @Test("A stopped playback is silent from the next beat and tells no end")
  func stops() {
    var rig = MatrixRig()
    let slot = rig.open(1, .with())
    rig.perform(.play(one, [.pattern(8_000)], PlaybackID(rawValue: 1)))
    rig.advance(by: .milliseconds(100))
    rig.perform(.stop(one))
    rig.advance(by: .milliseconds(20))
    #expect(rig.packets(slot: slot).last?.payload == Array(repeating: 0xFF, count: 160))
    #expect(rig.notices.isEmpty)
  }

  @Test(
    "On hold nothing is sent, what plays waits, and it goes on after resuming",
    arguments: [
      AgreedAudio.with(direction: .receiveOnly, remoteOnHold: true),
      .with(direction: .inactive, remoteOnHold: true), .with(host: "0.0.0.0", remoteOnHold: true),
      .with(host: "0.0.0.0"), .with(remoteOnHold: true),
    ])
  func hold(held: AgreedAudio) {
    let audio = TelephoneAudio.pattern(1_600)
    var rig = MatrixRig()
    let slot = rig.open(1, .with())
    rig.receive(.audio(0), slot: slot)
    rig.perform(.play(one, [audio], PlaybackID(rawValue: 1)))
    rig.advance(by: .milliseconds(100))
    rig.perform(.connect(one, held, signalledFrom: nil))
    rig.advance(by: .seconds(60))
    #expect(rig.sent.count == 5)
    #expect(rig.events == [.heard])
    rig.perform(.connect(one, .with(), signalledFrom: nil))
    rig.advance(by: .milliseconds(100))
    #expect(rig.packets(slot: slot).flatMap(\.payload) == audio.muLaw)
    #expect(rig.events == [.heard, .playbackEnded(PlaybackID(rawValue: 1))])
    let headers = rig.packets(slot: slot).map(\.header)
    #expect(headers[5].marker)
    #expect(headers[4].timestamp.distance(to: headers[5].timestamp) == 160 + 60 * 8_000)
    #expect(headers[4].sequence.distance(to: headers[5].sequence) == 1)
    #expect(rig.sent.allSatisfy { $0.destination == MatrixRig.phone })
  }

  @Test(
    "What cannot be one host is never sent to, and the call goes on all the same",
    arguments: ["224.0.0.1", "255.255.255.255", "0.0.0.1", "239.1.2.3", "somewhere.example", "ff02::1", ""])
  func neverSentTo(host: String) {
    var rig = MatrixRig()
    rig.open(1, .with(host: host))
    rig.perform(.play(one, [.pattern(1_600)], PlaybackID(rawValue: 1)))
    rig.advance(by: .milliseconds(200))
    #expect(rig.sent.isEmpty)
    #expect(rig.events == [.playbackEnded(PlaybackID(rawValue: 1))])
  }

  @Test("A reason of the driver's against an address holds")
  func refused() {
    var rig = MatrixRig()
    rig.open(1)
    _ = rig.matrix.perform(.connect(one, .with(), signalledFrom: nil), isRefused: true, at: rig.now)
    rig.advance(by: .seconds(1))
    #expect(rig.sent.isEmpty)
  }

  @Test("The phone that only listens is sent to, and its silence is no news")
  func sendOnly() {
    var rig = MatrixRig()
    rig.open(1, .with(direction: .sendOnly))
    rig.advance(by: .seconds(30))
    #expect(rig.sent.count == 1_500)
    #expect(rig.notices.isEmpty)
  }
}
