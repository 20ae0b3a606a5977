import AudioSignal
import MediaEngine
import RTPPackets
import SDPSessions
import Testing
import Timekeeping

@Suite("Keys that are sent to a party")
struct PressingTests {
  private let one = MediaStreamID(rawValue: 1)
  private let two = MediaStreamID(rawValue: 2)

  private static func agreed(_ codec: AudioCodec, eventClock: UInt32 = 8_000, events: Bool = true) -> AgreedAudio {
    var agreed = AgreedAudio.with(MatrixRig.phone, codec, eventPayloadType: events ? 101 : nil)
    agreed.eventClockRate = eventClock
    return agreed
  }

  private func events(_ rig: MatrixRig, slot: Int) -> [(sent: MatrixRig.Sent, event: TelephoneEvent)] {
    rig.sent.filter { $0.slot == slot && $0.packet.header.payloadType == 101 }.compactMap { sent in
      TelephoneEvent.parse(sent.packet.payload.span, payload: sent.packet.payload.indices).map { (sent, $0) }
    }
  }

  @Test(
    "An event: marker once, one timestamp, longer every 20 ms in its own clock, its end three times",
    arguments: [
      (AudioCodec.pcmu, 8_000), (.g722, 8_000), (.l16, 16_000), (.opus, 48_000), (.opus, 8_000),
    ] as [(AudioCodec, Int)])
  func event(codec: AudioCodec, clock: Int) {
    var rig = MatrixRig()
    let slot = rig.open(1, Self.agreed(codec, eventClock: UInt32(clock)))
    rig.advance(by: .milliseconds(100))
    rig.perform(.press(one, ["7"]))
    rig.advance(by: .milliseconds(260))
    let events = events(rig, slot: slot)
    #expect(events.map(\.event.duration) == [1, 2, 3, 4, 5, 5, 5].map { UInt16($0 * clock / 50) })
    #expect(events.map(\.event.isEnd) == [false, false, false, false, true, true, true])
    #expect(events.allSatisfy { $0.event.code == 7 && $0.event.volume == 8 })
    let headers = rig.packets(slot: slot).map(\.header)
    let isEvent = headers.map { $0.payloadType == 101 }
    #expect(isEvent == "aaaaaeeeeeeeaaaaa".map { $0 == "e" })
    #expect(headers.map(\.marker).enumerated().filter(\.element).map(\.offset) == [0, 5, 12])
    #expect(headers.map(\.sequence.rawValue) == Array(100..<117))
    #expect(Set(headers.map(\.ssrc)).count == 1)
    let ticks = Int(codec.clockRate) / 50
    let start = headers[4].timestamp.advanced(by: ticks)
    #expect(headers[5..<12].allSatisfy { $0.timestamp == start })
    // Behind the gap audio goes on where time is.
    #expect(start.distance(to: headers[12].timestamp) == 8 * ticks)
    #expect(zip(rig.sent[5..<12], rig.sent[6..<12]).allSatisfy { $1.at - $0.at == .milliseconds(20) })
    #expect(rig.sent[12].at - rig.sent[5].at == .milliseconds(160))
  }

  @Test("Our own detector hears every key once, also when a third of the packets is lost", arguments: 0..<3)
  func detected(lost: Int) {
    var rig = MatrixRig()
    let slot = rig.open(1, Self.agreed(.pcma))
    let keys = "1234567890*#ABCD11,22"
    rig.perform(.press(one, Array(keys)))
    rig.advance(by: .seconds(6))
    var detector = KeyDetector()
    var heard = ""
    for (number, (sent, event)) in events(rig, slot: slot).enumerated() where number % 3 != lost {
      if let key = detector.key(in: event, sent.packet.header, at: sent.at) { heard.append(key) }
    }
    #expect(heard == keys.filter { $0 != "," })
  }

  @Test("A prompt is interrupted and goes on, without a sample missing; its end is told when it is there")
  func prompt() {
    let audio = TelephoneAudio.pattern(4_000)
    var rig = MatrixRig()
    let slot = rig.open(1, Self.agreed(.pcmu))
    rig.perform(.play(one, [audio], PlaybackID(rawValue: 3)))
    rig.advance(by: .milliseconds(100))
    rig.perform(.press(one, ["1", "2"]))
    rig.advance(by: .milliseconds(800))
    #expect(events(rig, slot: slot).count == 14)
    let payloads = rig.packets(slot: slot).filter { $0.header.payloadType == 0 }.flatMap(\.payload)
    let isWhole = Array(payloads.prefix(4_000)) == audio.muLaw
    #expect(isWhole)
    #expect(rig.events == [.playbackEnded(PlaybackID(rawValue: 3))])
    // What begins to play meanwhile waits for the gap's end, too.
    rig.perform(.press(one, ["3"]))
    rig.advance(by: .milliseconds(20))
    let before = rig.sent.count
    rig.perform(.play(one, [audio], PlaybackID(rawValue: 4)))
    rig.advance(by: .milliseconds(400))
    #expect(rig.packets(slot: slot)[before...].prefix(6).allSatisfy { $0.header.payloadType == 101 })
  }

  @Test("Another party's packets wait for the end of the last key, and what is sent stays one row")
  func bridged() {
    var rig = MatrixRig()
    let slot = rig.open(1, Self.agreed(.pcmu))
    let agent = rig.open(2, .with(MatrixRig.agent))
    rig.perform(.bridge(one, two))
    for number in 0..<60 {
      if number == 20 { rig.perform(.press(one, ["5", "6"])) }
      rig.receive(.audio(number), slot: agent, from: MatrixRig.agent)
      rig.advance(by: .milliseconds(20))
    }
    let packets = rig.packets(slot: slot).map(\.header)
    #expect(packets.count { $0.payloadType == 101 } == 14)
    let types = packets.map(\.payloadType)
    let first = types.firstIndex(of: 101) ?? 0
    #expect(types[first...].prefix(14) == Array(repeating: 101, count: 14)[...])
    for (earlier, later) in zip(packets, packets.dropFirst()) {
      #expect(earlier.sequence.distance(to: later.sequence) == 1)
      #expect(earlier.timestamp.distance(to: later.timestamp) >= 0)
    }
    // 60 packets came, and those of 300 ms were not sent on; nothing was put in their place.
    #expect((43...46).contains(types.count { $0 == 0 }), "\(types)")
  }

  @Test("On hold no key is sent; it is when the party listens again")
  func hold() {
    var rig = MatrixRig()
    let slot = rig.open(1, Self.agreed(.pcmu))
    var held = Self.agreed(.pcmu)
    held.remoteOnHold = true
    rig.perform(.connect(one, held, signalledFrom: nil))
    rig.perform(.press(one, ["9"]))
    rig.advance(by: .seconds(1))
    #expect(rig.sent.isEmpty)
    rig.perform(.connect(one, Self.agreed(.pcmu), signalledFrom: nil))
    rig.advance(by: .seconds(1))
    #expect(events(rig, slot: slot).map(\.event.code) == Array(repeating: 9, count: 7))
  }

  @Test(
    "Without telephone-events the tones are in the audio, and are heard as they were pressed",
    arguments: [AudioCodec.pcmu, .pcma, .g722, .opus, .l16])
  func tones(codec: AudioCodec) {
    var rig = MatrixRig()
    let slot = rig.open(1, Self.agreed(codec, events: false))
    rig.perform(.loop(one, TelephoneAudio(samples: Array(repeating: 0, count: 8_000), also: codec.form)))
    rig.advance(by: .milliseconds(200))
    rig.perform(.press(one, Array("1234567890*#ABCD55")))
    rig.advance(by: .seconds(4))
    let headers = rig.packets(slot: slot).map(\.header)
    #expect(headers.count == 210)
    #expect(Set(headers.map(\.payloadType)) == [codec.offeredPayloadType])
    #expect(zip(headers, headers.dropFirst()).allSatisfy { $0.sequence.distance(to: $1.sequence) == 1 })
    let reader = SpeechReader(codec, rate: 8_000)
    let detector = KeyToneDetector()
    var heard = ""
    var samples = [Int16](repeating: 0, count: 960)
    for packet in rig.packets(slot: slot) {
      var place = samples.mutableSpan
      let count = reader.read(packet.payload.span, into: &place)
      if let key = detector.key(in: samples.span.extracting(0..<count)) { heard.append(key) }
    }
    #expect(heard == "1234567890*#ABCD55")
  }

  @Test("A tone is at the level of a telephone and as long as it should be")
  func level() {
    let audio = KeyTone.audio(of: "5")
    let samples = audio?.muLaw.map(G711.linear(muLaw:)) ?? []
    #expect(samples.count == 1_280)
    let low = Goertzel(frequency: 770).level(in: samples[0..<800])
    let high = Goertzel(frequency: 1_336).level(in: samples[0..<800])
    #expect(abs(low + 8) < 0.5 && abs(high + 8) < 0.5)
    #expect(samples[800...].allSatisfy { abs($0) <= 8 })
    #expect(KeyTone.audio(of: "x") == nil)
  }

  @Test("Events are counted among what is sent")
  func counted() {
    var rig = MatrixRig()
    rig.open(1, Self.agreed(.pcmu))
    rig.perform(.press(one, ["1"]))
    rig.advance(by: .milliseconds(200))
    let sent = rig.matrix.statistics(of: one)
    #expect(sent?.packetsSent == rig.sent.count)
    #expect(sent?.octetsSent == rig.sent.reduce(0) { $0 + $1.packet.payload.count })
  }
}
