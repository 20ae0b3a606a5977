import CallFlows
import Timekeeping

/// What the person hears and keys, and what becomes of the takes.
extension PromptRecordingMachine {
  // MARK: Saying

  private mutating func say(_ prompts: [ServicePrompt], endsWithBeep: Bool = false, _ out: inout Outbox) {
    lastPlayback += 1
    let number = PlaybackNumber(lastPlayback)
    hearing = number
    waitsUntil = nil
    out.media(
      .play(
        phoneLeg,
        Playback(
          number: number, prompts: prompts.map { PromptReference($0.name, in: language) }, interruptible: true,
          endsWithBeep: endsWithBeep)))
  }

  private mutating func quiet(_ out: inout Outbox) {
    waitsUntil = nil
    guard hearing != nil else { return }
    hearing = nil
    out.media(.stop(phoneLeg))
  }

  /// Says what to do; the tone at its end is where the take begins.
  mutating func brief(_ before: [ServicePrompt], _ out: inout Outbox) {
    state = .briefing
    say(before + [.studioBegin], endsWithBeep: true, &out)
  }

  private mutating func choose(_ name: RecordingName, _ before: [ServicePrompt], _ out: inout Outbox) {
    state = .choosing(name)
    say(before + [.studioChoose], &out)
  }

  private mutating func hear(_ name: RecordingName, _ out: inout Outbox) {
    lastPlayback += 1
    hearing = PlaybackNumber(lastPlayback)
    waitsUntil = nil
    out.studio(.play(phoneLeg, name, PlaybackNumber(lastPlayback)))
  }

  /// Says goodbye and ends the call.
  mutating func leave(_ before: [ServicePrompt], _ out: inout Outbox) {
    switch state {
    case .new, .asking, .ringing, .finished: hangUp(.flowEnded, because: "the call could not go on", &out)
    case .briefing, .recording, .choosing, .keeping, .confirming, .leaving:
      guard !isPhoneGone else { return hangUp(.callerHungUp(nil), because: "the phone hung up", &out) }
      discard(&out)
      state = .leaving(until: out.now.moment + Self.longestGoodbye)
      say(before + [.goodbye], &out)
    }
  }

  mutating func playbackEnded(_ number: PlaybackNumber, _ out: inout Outbox) {
    guard hearing == number else { return }
    hearing = nil
    switch state {
    case .briefing: beginTake(&out)
    case .choosing, .confirming: waitsUntil = out.now.moment + Self.wait
    case .leaving: hangUp(.flowEnded, because: "", &out)
    case .new, .asking, .ringing, .recording, .keeping, .finished: break
    }
  }

  // MARK: Keys

  mutating func press(_ key: Key, _ out: inout Outbox) {
    silences = 0
    switch state {
    case .new, .asking, .ringing, .keeping, .leaving, .finished: break
    case .briefing:
      // Whoever knows what to do need not hear it: the tone alone.
      state = .briefing
      say([], endsWithBeep: true, &out)
    case .recording(let name, false):
      guard key == .pound else { return }
      state = .recording(name, isOver: true)
      out.studio(.finish(phoneLeg))
    case .recording(_, true): break
    case .choosing(let name): press(key, at: name, &out)
    case .confirming(let name):
      guard key == .one else { return choose(name, [], &out) }
      keep(name, replacing: true, &out)
    }
  }

  private mutating func press(_ key: Key, at name: RecordingName, _ out: inout Outbox) {
    switch key {
    case .one: keep(name, replacing: false, &out)
    case .two:
      discard(&out)
      brief([], &out)
    case .three: hear(name, &out)
    case .zero, .four, .five, .six, .seven, .eight, .nine, .star, .pound, .a, .b, .c, .d:
      choose(name, [.wrong], &out)
    }
  }

  private mutating func keep(_ name: RecordingName, replacing: Bool, _ out: inout Outbox) {
    quiet(&out)
    state = .keeping(name, until: out.now.moment + Self.patience)
    out.studio(.keep(name, replacing: replacing))
  }

  /// Nothing was keyed in time.
  mutating func wasSilent(_ out: inout Outbox) {
    waitsUntil = nil
    silences += 1
    guard silences < Self.tries else {
      report(.notKept("nobody pressed 1 to keep it"), &out)
      return leave([], &out)
    }
    switch state {
    case .choosing(let name): choose(name, [], &out)
    case .confirming: say([.studioReplace], &out)
    case .new, .asking, .ringing, .briefing, .recording, .keeping, .leaving, .finished: break
    }
  }

  // MARK: Takes

  private mutating func beginTake(_ out: inout Outbox) {
    takes += 1
    let name = RecordingName(call: id, number: takes)
    state = .recording(name, isOver: false)
    out.studio(.record(phoneLeg, name, atMost: Self.longestTake, endsAfterSilence: Self.silence))
  }

  /// The take that there is, if there is one, goes.
  mutating func discard(_ out: inout Outbox) {
    switch state {
    case .recording(let name, _), .choosing(let name), .confirming(let name): out.studio(.discard(name))
    // Of a take that is being kept the disk has the last word.
    case .new, .asking, .ringing, .briefing, .keeping, .leaving, .finished: break
    }
  }

  mutating func take(_ answer: StudioAnswer, _ out: inout Outbox) {
    switch (answer, state) {
    case (.ready(let name), .recording(let current, _)) where name == current:
      emptyTakes = 0
      choose(name, [], &out)
    case (.empty(let name), .recording(let current, _)) where name == current: wasEmpty(&out)
    case (.kept(let name), .keeping(let current, _)) where name == current:
      out.record(.flow(.outcome(StepName("kept"), "\(order.language)/\(order.prompt)")))
      report(.kept, &out)
      leave([.studioKept], &out)
    case (.exists(let name), .keeping(let current, _)) where name == current: confirm(name, &out)
    case (.unreadable(let number), .choosing(let name)):
      guard hearing == number else { return }
      choose(name, [.apology], &out)
    case (.failed(let name, let sentence), .recording(let current, _)) where name == current: failed(sentence, &out)
    case (.failed(let name, let sentence), .keeping(let current, _)) where name == current:
      out.studio(.discard(name))
      failed(sentence, &out)
    case (.ready(let name), _), (.exists(let name), _): out.studio(.discard(name))
    case (.empty, _), (.kept, _), (.unreadable, _), (.failed, _): break
    }
  }

  /// There is another recording: whether it is to go.
  private mutating func confirm(_ name: RecordingName, _ out: inout Outbox) {
    state = .confirming(name)
    guard !isPhoneGone else {
      report(.notKept("there is a recording already, and the phone hung up before a second 1"), &out)
      return leave([], &out)
    }
    say([.studioReplace], &out)
  }

  private mutating func failed(_ sentence: String, _ out: inout Outbox) {
    out.record(.fault(sentence))
    report(.notKept(sentence), &out)
    leave([.apology], &out)
  }

  private mutating func wasEmpty(_ out: inout Outbox) {
    state = .briefing
    emptyTakes += 1
    guard emptyTakes < Self.tries else {
      report(.notKept("nothing was heard from the phone"), &out)
      return leave([.studioNothing], &out)
    }
    brief([.studioNothing], &out)
  }
}
