import CallFlows
import CallQueues
import Redaction
import Timekeeping

/// What the caller hears, and what is asked of the record.
extension MessageBoxMachine {
  /// A call that says goodbye ends by then, whatever becomes of the words.
  private static let longestGoodbye = Duration.seconds(15)

  // MARK: Saying

  mutating func say(_ prompts: [ServicePrompt], _ out: inout Outbox) {
    say(prompts.map { PromptReference($0.name, in: language) }, &out)
  }

  mutating func say(_ prompts: [PromptReference], _ out: inout Outbox) {
    out.media(.play(.caller, playback(prompts)))
  }

  private mutating func playback(_ prompts: [PromptReference]) -> Playback {
    lastPlayback += 1
    let number = PlaybackNumber(lastPlayback)
    hearing = number
    waitsUntil = nil
    return Playback(number: number, prompts: prompts, interruptible: true)
  }

  /// Cuts what is heard.
  mutating func quiet(_ out: inout Outbox) {
    waitsUntil = nil
    guard hearing != nil else { return }
    hearing = nil
    out.media(.stop(.caller))
  }

  mutating func askAccount(_ before: [ServicePrompt], _ out: inout Outbox) {
    state = .keying(.account(""))
    say(before + [.messagesAccount], &out)
  }

  mutating func askPIN(_ before: [ServicePrompt], _ out: inout Outbox) {
    state = .keying(.pin(""))
    say(before + [.messagesPIN], &out)
  }

  /// How many messages there are; the first of the new ones follows.
  mutating func tell(_ out: inout Outbox) {
    guard let box else { return leave([.apology], &out) }
    round = box.newMessages
    guard !box.messages.isEmpty else {
      state = .telling
      return say([.messagesNone, .messagesOther], &out)
    }
    guard !round.isEmpty else { return end([.messagesNoNew], &out) }
    state = .telling
    say([count(.messagesNew, round.count)], &out)
  }

  /// There is no message after this one.
  mutating func end(_ before: [ServicePrompt], _ out: inout Outbox) {
    round = []
    guard let box, !box.messages.isEmpty else { return leave(before, &out) }
    state = .atEnd
    let rest = [ServicePrompt.messagesAgain, .messagesOther].map { PromptReference($0.name, in: language) }
    say(
      before.map { PromptReference($0.name, in: language) } + [count(.messagesKept, box.messages.count)] + rest, &out)
  }

  private func count(_ prompt: ServicePrompt, _ number: Int) -> PromptReference {
    PromptReference(prompt.name, in: language, values: [prompt.valueName ?? "": .number(number)])
  }

  mutating func play(_ index: Int, _ before: [ServicePrompt], _ out: inout Outbox) {
    guard round.indices.contains(index) else { return end(before + [.messagesEnd], &out) }
    state = .message(index, .playing)
    let words = before.map { PromptReference($0.name, in: language) } + header(of: round[index], at: out.now.wall)
    out.messages(.play(round[index].name, playback(words)))
  }

  mutating func next(_ index: Int, _ out: inout Outbox) {
    play(index + 1, [], &out)
  }

  /// What can be done with a message that was heard.
  mutating func choose(_ index: Int, _ before: [ServicePrompt], _ out: inout Outbox) {
    state = .message(index, .choosing)
    say(before + [.messagesHelp] + (number(toCallBack: index) == nil ? [] : [.messagesCallBack]), &out)
  }

  /// Says goodbye and ends the call.
  mutating func leave(_ before: [ServicePrompt], _ out: inout Outbox) {
    state = .leaving(until: out.now.moment + Self.longestGoodbye)
    say(before + [.goodbye], &out)
  }

  mutating func playbackEnded(_ number: PlaybackNumber, _ out: inout Outbox) {
    guard hearing == number else { return }
    hearing = nil
    switch state {
    case .leaving: hangUp(.flowEnded, &out)
    case .telling: round.isEmpty ? leave([], &out) : play(0, [], &out)
    case .message(let index, .playing):
      guard round.indices.contains(index) else { return end([], &out) }
      round[index].isNew ? mark(index, then: .choose, &out) : choose(index, [], &out)
    case .keying, .message, .atEnd: waitsUntil = out.now.moment + Self.wait
    case .new, .answering, .asking, .calling, .talking, .finished: break
    }
  }

  // MARK: The record

  mutating func ask(_ question: Question, _ request: MessageBoxRequest, _ out: inout Outbox) {
    quiet(&out)
    state = .asking(question, until: out.now.moment + Self.patience)
    out.messages(request)
  }

  mutating func mark(_ index: Int, then onward: Onward, _ out: inout Outbox) {
    guard let owner else { return leave([.apology], &out) }
    ask(.mark(index, then: onward), .markHeard(round[index].name, by: owner), &out)
  }

  mutating func take(_ answer: MessageBoxAnswer, _ out: inout Outbox) {
    switch (answer, state) {
    case (.opened(let box, let agent), .asking(.open, _)):
      out.record(.flow(.outcome(StepName("opened"), agent.rawValue)))
      self.box = box
      owner = agent
      language = box.language
      tell(&out)
    case (.wantsPIN, .asking(.open, _)): askPIN([], &out)
    case (.denied, .asking(.open, _)): wasDenied(&out)
    case (.done(let name), .asking(.mark(let index, let onward), _)):
      guard round.indices.contains(index), round[index].name == name else { return end([], &out) }
      out.record(.flow(.outcome(StepName("heard"), name.rawValue)))
      isHeard(name)
      switch onward {
      case .choose: choose(index, [], &out)
      case .next: next(index, &out)
      }
    case (.done(let name), .asking(.delete(let index), _)):
      out.record(.flow(.outcome(StepName("deleted"), name.rawValue)))
      box?.messages.removeAll { $0.name == name }
      round.removeAll { $0.name == name }
      play(index, [.messagesDeleted], &out)
    case (.unreadable(let number), .message(let index, .playing)):
      guard hearing == number else { return }
      choose(index, [.messagesLost], &out)
    case (.failed, .asking): leave([.apology], &out)
    case (.opened, _), (.wantsPIN, _), (.denied, _), (.done, _), (.unreadable, _), (.failed, _): break
    }
  }

  private mutating func wasDenied(_ out: inout Outbox) {
    out.record(.flow(.outcome(StepName("pin"), "denied")))
    denials += 1
    guard denials < Self.tries else { return leave([.messagesDenied], &out) }
    if isAccountKeyed { askAccount([.messagesDenied], &out) } else { askPIN([.messagesDenied], &out) }
  }

  private mutating func isHeard(_ name: RecordingName) {
    if let index = round.firstIndex(where: { $0.name == name }) { round[index].isNew = false }
    if let index = box?.messages.firstIndex(where: { $0.name == name }) { box?.messages[index].isNew = false }
  }
}
