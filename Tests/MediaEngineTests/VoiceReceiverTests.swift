import AudioSignal
import MediaEngine
import RTPPackets
import SDPSessions
import Testing
import Timekeeping

@Suite("A party's voice as samples")
struct VoiceReceiverTests {
  /// What comes out of a receiver that gets a phone's packets, but for those that are lost.
  private func voice(
    _ codec: AudioCodec, rate: Int, frames: Int = 150, loses: (Int) -> Bool = { _ in false }
  ) -> (samples: [Int16], receiver: VoiceReceiver) {
    var phone = SpeakingPhone(codec, frequency: 800, level: -10)
    let receiver = VoiceReceiver(codec, rate: rate)
    var samples: [Int16] = []
    for frame in 0..<frames {
      let octets = phone.speak().serialized()
      let now = Moment(sinceZero: .milliseconds(9_000 + frame * 20))
      if !loses(frame), let layout = try? RTPLayout.parse(octets.span) {
        receiver.receive(codec, layout, octets.span, at: now)
      }
      receiver.beat(at: now + .milliseconds(7))
      receiver.withFrame(receiver.frameCount - 1) { frame in
        for index in frame.indices { samples.append(frame[index]) }
      }
    }
    return (samples, receiver)
  }

  private func level(_ samples: ArraySlice<Int16>, _ rate: Int) -> Double {
    Goertzel(frequency: 800, sampleRate: rate).level(in: samples)
  }

  @Test(
    "A tone comes out as it went in, in every codec, at either rate", arguments: AudioCodec.allCases, [8_000, 16_000])
  func tone(_ codec: AudioCodec, _ rate: Int) {
    let (samples, receiver) = voice(codec, rate: rate)
    #expect(samples.count == 150 * rate / 50)
    // Two beats pass before anything is played.
    #expect(samples.prefix(2 * rate / 50).allSatisfy { $0 == 0 })
    let settled = samples.dropFirst(rate / 2)
    #expect(abs(level(settled, rate) + 10) < 1)
    let share = Goertzel(frequency: 800, sampleRate: rate).power(in: settled) / SignalLevel.meanSquare(of: settled)
    #expect(share > 0.97, "\(share)")
    #expect(receiver.figures == JitterFigures())
  }

  @Test("One packet in ten is lost: the tone goes on through the holes", arguments: AudioCodec.allCases)
  func losses(_ codec: AudioCodec) {
    let rate = codec.sampleRate
    let (samples, receiver) = voice(codec, rate: rate) { $0 % 10 == 7 }
    let settled = samples.dropFirst(rate / 2)
    // What Opus repeats of a packet is made for voices: of a lone tone it keeps the level and loses the phase.
    let (error, floor) = codec == .opus ? (2.5, -30.0) : (1.5, -16.0)
    #expect(abs(level(settled, rate) + 10) < error, "\(level(settled, rate))")
    let quietest = stride(from: rate, to: samples.count, by: rate / 50).map {
      SignalLevel.dBm0(of: samples[$0..<($0 + rate / 50)])
    }.min()
    #expect((quietest ?? -99) > floor, "\(quietest ?? -99)")
    #expect(receiver.figures.ticksConcealed > 10 * Int(codec.clockRate) / 50)
  }

  @Test("What is lost for long becomes silence, not a buzz", arguments: AudioCodec.allCases)
  func silence(_ codec: AudioCodec) {
    let rate = codec.sampleRate
    let (samples, _) = voice(codec, rate: rate) { (50..<100).contains($0) }
    #expect(SignalLevel.dBm0(of: samples[(60 * rate / 50)..<(95 * rate / 50)]) < -50)
    #expect(abs(level(samples.suffix(rate / 2), rate) + 10) < 1.5)
  }

  @Test("Noise that was described is heard at its level until somebody speaks again")
  func noise() {
    let receiver = VoiceReceiver(.pcmu, rate: 8_000)
    var samples: [Int16] = []
    for frame in 0..<100 {
      let now = Moment(sinceZero: .milliseconds(frame * 20))
      var packet = RTPPacket.audio(frame)
      // 60 dB below overload.
      if frame == 0 { (packet.header.payloadType, packet.payload) = (13, [60]) }
      let octets = packet.serialized()
      if frame == 0, let layout = try? RTPLayout.parse(octets.span) {
        receiver.receiveNoise(layout, octets.span, at: now)
      }
      receiver.beat(at: now)
      receiver.withFrame(frame) { frame in
        for index in frame.indices { samples.append(frame[index]) }
      }
    }
    #expect(abs(SignalLevel.dBFS(of: samples.suffix(12_000)) + 60) < 1)
  }

  @Test("Octets that mean nothing make samples that mean nothing, and no trap", arguments: 1...10)
  func nonsense(_ seed: UInt64) {
    var dice = SeededGenerator(seed: seed)
    let codec = AudioCodec.allCases[Int(seed) % AudioCodec.allCases.count]
    let receiver = VoiceReceiver(codec, rate: seed > 5 ? 8_000 : 16_000)
    for frame in 0..<500 {
      let now = Moment(sinceZero: .milliseconds(frame * 20))
      for _ in 0..<Int.random(in: 0...3, using: &dice) {
        var packet = RTPPacket.audio(frame + Int.random(in: -3...3, using: &dice))
        if Int.random(in: 0..<20, using: &dice) == 0 {
          packet.header.timestamp.rawValue = .random(in: 0...(.max), using: &dice)
        }
        packet.payload = (0..<Int.random(in: 0...1_400, using: &dice)).map { _ in .random(in: 0...255, using: &dice) }
        let octets = packet.serialized()
        guard let layout = try? RTPLayout.parse(octets.span) else { continue }
        if Int.random(in: 0..<10, using: &dice) == 0 {
          receiver.receiveNoise(layout, octets.span, at: now)
        } else {
          receiver.receive(codec, layout, octets.span, at: now)
        }
      }
      receiver.beat(at: now + .milliseconds(Int.random(in: 0...19, using: &dice)))
    }
    #expect(receiver.frameCount == 500)
  }

  @Test("Frames are kept for those whose beat is another, and no longer than four")
  func frames() {
    let (_, receiver) = voice(.pcma, rate: 8_000, frames: 10)
    #expect(receiver.frameCount == 10)
    let counts = (0...10).map { number in receiver.withFrame(number) { $0.count } }
    #expect(counts == [0, 0, 0, 0, 0, 0, 160, 160, 160, 160, 0])
  }
}
