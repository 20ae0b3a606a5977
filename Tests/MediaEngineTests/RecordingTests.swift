import AudioSignal
import MediaEngine
import RTPPackets
import SDPSessions
import Testing
import Timekeeping

@Suite("Recording a stream")
struct RecordingTests {
  private let stream = Conversation.stream(0)

  private func order(
    _ sides: RecordedSides = .conversation, atMost: Duration = .seconds(600), silence: Duration? = nil
  ) -> RecordingOrder {
    RecordingOrder(
      id: RecordingID(rawValue: 9), sides: sides, file: "/nowhere/9.wav", atMost: atMost, endsAfterSilence: silence)
  }

  private func prompt(_ frequency: Double, seconds: Int = 2) -> TelephoneAudio {
    var generator = ToneGenerator(frequency: frequency, level: -16, sampleRate: 16_000)
    return TelephoneAudio(
      AudioFile(samples: generator.samples(16_000 * seconds), rate: 16_000), also: [.linear, .opus])
  }

  @Test("Left is what the party says, right what plays to it, to the sample", arguments: AudioCodec.allCases)
  func sides(_ codec: AudioCodec) {
    var talk = Conversation([SpeakingPhone(codec, frequency: 600)])
    talk.perform(.record(stream, order()))
    talk.perform(.play(stream, [prompt(1_500)], PlaybackID(rawValue: 1)))
    talk.talk(milliseconds: 2_000)
    talk.perform(.endRecording(stream))
    talk.talk(milliseconds: 100)
    let rate = codec.sampleRate
    #expect(talk.tape.recordings.map(\.rate) == [rate])
    #expect(talk.tape.channel(0).count == rate * 2)
    #expect(talk.tape.channel(1).count == rate * 2)
    let middle = (rate / 2)..<(rate * 3 / 2)
    #expect(abs(talk.tape.level(of: 600, 0, in: middle) + 16) < 1)
    #expect(abs(talk.tape.level(of: 1_500, 1, in: middle) + 16) < 1)
    #expect(talk.tape.level(of: 1_500, 0, in: middle) < -50)
    #expect(talk.tape.level(of: 600, 1, in: middle) < -50)
    #expect(talk.tape.recordings[0].isOver)
  }

  @Test("A voicemail has one channel, which ends at the length it may have", arguments: [1_000, 1_005, 20, 7])
  func length(milliseconds: Int) {
    var talk = Conversation([SpeakingPhone(.pcma, frequency: 600)])
    talk.perform(.record(stream, order(.party, atMost: .milliseconds(milliseconds))))
    talk.talk(milliseconds: 1_500)
    #expect(talk.tape.recordings[0].isOver)
    #expect(talk.tape.samples[0].count == milliseconds * 8)
  }

  @Test("It ends after so long without a voice, and says how long the voice was there")
  func silence() {
    var talk = Conversation([SpeakingPhone(.pcmu, frequency: 600)])
    talk.perform(.record(stream, order(.party, silence: .seconds(3))))
    talk.talk(milliseconds: 2_000)
    talk.speaks = [false]
    talk.talk(milliseconds: 2_900)
    #expect(!talk.tape.recordings[0].isOver)
    talk.talk(milliseconds: 600)
    #expect(talk.tape.recordings[0].isOver)
    let voice = talk.tape.recordings[0].voice
    #expect(voice > .milliseconds(1_900) && voice < .milliseconds(2_400), "\(voice)")
    #expect(talk.tape.samples[0].count / 8 < 5_600)
  }

  @Test("Nobody says anything: it ends when it may, to the frame")
  func nobody() {
    var talk = Conversation([SpeakingPhone(.pcmu, frequency: 600)])
    talk.speaks = [false]
    talk.perform(.record(stream, order(.party, silence: .seconds(3))))
    talk.talk(milliseconds: 4_000)
    #expect(talk.tape.recordings[0].isOver)
    #expect(talk.tape.samples[0].count == 24_000)
    #expect(talk.tape.recordings[0].voice == .zero)
  }

  @Test("A pause is silence of the same length, on both sides")
  func pause() {
    var talk = Conversation([SpeakingPhone(.pcmu, frequency: 600)])
    talk.perform(.record(stream, order()))
    talk.perform(.loop(stream, prompt(1_500)))
    talk.talk(milliseconds: 1_000)
    talk.perform(.pauseRecording(stream))
    talk.talk(milliseconds: 1_000)
    talk.perform(.resumeRecording(stream))
    talk.talk(milliseconds: 1_000)
    for channel in [0, 1] {
      let samples = talk.tape.channel(channel)
      #expect(samples.count == 24_000)
      #expect(samples[8_000..<16_000].allSatisfy { $0 == 0 })
      #expect(SignalLevel.dBm0(of: samples[4_000..<8_000]) > -18)
      #expect(SignalLevel.dBm0(of: samples[16_000..<24_000]) > -18)
    }
  }

  @Test("It goes on over bridging, parting, a hold and another codec; only the sound changes")
  func changes() {
    var talk = Conversation([
      SpeakingPhone(.pcmu, frequency: 600), SpeakingPhone(.opus, frequency: 1_100, host: 6, ssrc: 0xCCCC),
    ])
    talk.perform(.record(stream, order()))
    talk.talk(milliseconds: 1_000)
    talk.perform(.bridge(stream, Conversation.stream(1)))
    talk.talk(milliseconds: 1_000)
    talk.perform(.unbridge(stream))
    talk.talk(milliseconds: 1_000)
    let held = AgreedAudio.with(talk.phones[0].address, direction: .inactive)
    talk.perform(.connect(stream, held, signalledFrom: nil))
    talk.talk(milliseconds: 1_000)
    talk.phones[0] = SpeakingPhone(.g722, frequency: 700, ssrc: 0xDDDD)
    talk.perform(.connect(stream, .with(talk.phones[0].address, .g722), signalledFrom: nil))
    talk.talk(milliseconds: 1_000)
    talk.perform(.close(stream))
    talk.tape.take(&talk.rig.matrix)
    #expect(talk.tape.recordings.count == 1)
    #expect(talk.tape.recordings[0].isOver)
    #expect(talk.tape.recordings[0].rate == 8_000)
    #expect(talk.tape.channel(0).count == 40_000)
    #expect(talk.tape.channel(1).count == 40_000)
    // Alone, bridged, alone.
    #expect(abs(talk.tape.level(of: 600, 0, in: 4_000..<8_000) + 16) < 1)
    #expect(talk.tape.level(of: 1_100, 1, in: 4_000..<8_000) < -50)
    #expect(abs(talk.tape.level(of: 600, 0, in: 12_000..<16_000) + 16) < 1)
    #expect(abs(talk.tape.level(of: 1_100, 1, in: 12_000..<16_000) + 16) < 1.5)
    #expect(talk.tape.level(of: 1_100, 1, in: 20_000..<24_000) < -50)
    // On hold nothing is heard; then the other codec.
    #expect(SignalLevel.dBm0(of: talk.tape.channel(1)[26_000..<32_000]) < -50)
    #expect(abs(talk.tape.level(of: 700, 0, in: 36_000..<40_000) + 16) < 1.5)
  }

  @Test("Beats that were left out become silence, so that times stay true")
  func lateBeats() {
    var talk = Conversation([SpeakingPhone(.pcmu, frequency: 600)])
    talk.perform(.record(stream, order()))
    talk.talk(milliseconds: 1_000)
    _ = talk.rig.standStill(for: .milliseconds(500))
    talk.talk(milliseconds: 500)
    // 25 beats and then some passed in one.
    #expect(abs(talk.tape.channel(0).count - 16_000) <= 160)
  }

  @Test("Prompts that begin at once do not make the file longer than the time that passed")
  func earlyStarts() {
    var talk = Conversation([SpeakingPhone(.pcmu, frequency: 600)])
    talk.speaks = [false]
    talk.perform(.record(stream, order()))
    for number in 0..<20 {
      talk.perform(.play(stream, [prompt(1_500, seconds: 1)], PlaybackID(rawValue: UInt64(number))))
      talk.talk(milliseconds: 1_200)
      talk.rig.advance(by: .milliseconds(7))
    }
    let milliseconds = talk.tape.channel(0).count / 8
    #expect(abs(milliseconds - 20 * 1_207) <= 40, "\(milliseconds)")
  }

  @Test("What nobody takes out becomes silence once somebody does, and time stays true")
  func slowDisk() {
    var rig = MatrixRig()
    rig.open(1, .with())
    rig.perform(.record(stream, order()))
    rig.advance(by: .seconds(5))
    var tape = RecordingTape()
    tape.take(&rig.matrix)
    for _ in 0..<100 {
      rig.advance(by: .milliseconds(20))
      tape.take(&rig.matrix)
    }
    #expect(tape.channel(0).count == 7 * 8_000)
    #expect(tape.recordings[0].missed > .milliseconds(2_300) && tape.recordings[0].missed < .milliseconds(3_200))
  }

  @Test("A recording that is given up ends, and everything else goes on")
  func abandoned() {
    var talk = Conversation([SpeakingPhone(.pcmu, frequency: 600)])
    talk.perform(.record(stream, order()))
    talk.talk(milliseconds: 100)
    talk.tape.recordings[0].abandon()
    talk.talk(milliseconds: 200)
    #expect(talk.tape.recordings[0].isOver)
    #expect(talk.sent(to: 0).count == 15)
    #expect(talk.rig.matrix.attention(of: 0) != .everything)
  }

  @Test("While it is recorded every packet is read; afterwards few are")
  func attention() {
    var talk = Conversation([SpeakingPhone(.pcmu, frequency: 600)])
    talk.talk(milliseconds: 100)
    #expect(talk.rig.matrix.attention(of: 0) == .sampled(payloadType: 0))
    talk.perform(.record(stream, order()))
    #expect(talk.rig.matrix.attention(of: 0) == .everything)
    talk.perform(.endRecording(stream))
    #expect(talk.rig.matrix.attention(of: 0) == .sampled(payloadType: 0))
    #expect(talk.rig.matrix.attentionChanges.suffix(2) == [0, 0])
  }

  @Test("Another recording of the same stream ends the one before")
  func another() {
    var talk = Conversation([SpeakingPhone(.pcmu, frequency: 600)])
    talk.perform(.record(stream, order()))
    talk.talk(milliseconds: 100)
    talk.perform(.record(stream, order(.party)))
    talk.talk(milliseconds: 100)
    #expect(talk.tape.recordings.map(\.isOver) == [true, false])
    #expect(talk.tape.samples.map(\.count) == [1_600, 800])
  }
}
