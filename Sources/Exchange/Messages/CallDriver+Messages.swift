import AudioSignal
import CallControl
import CallFlows
import MediaEngine
import MediaTransport
import SDPSessions

/// A message that is being read and played to the caller.
struct MessageReading {
  let number: PlaybackNumber
  let task: Task<Void, Never>
  /// Whether all of it has been handed to the media.
  var isWhole = false
}

/// What has been read of a message.
enum MessagePiece: Sendable {
  /// The words before the message, and its beginning.
  case beginning([TelephoneAudio])
  case more(TelephoneAudio)
  case end
  case unreadable
}

/// A call that hears messages, in the words of the record and of the media loops.
extension CallDriver {
  func perform(_ request: MessageBoxRequest) {
    giveUpReading()
    switch request {
    case .play(let name, let playback): read(name, playback)
    case .open, .prove, .markHeard, .delete:
      Task { [inbox, context, release] in
        inbox.post(.input(.messages(await context.messages.answer(request, speaking: release))))
      }
    }
  }

  /// Reads piece by piece, always one ahead of what is heard.
  private func read(_ name: RecordingName, _ playback: Playback) {
    // What is heard until now is cut.
    if let stream = legs[.caller]?.stream { context.media.perform(.stop(stream)) }
    let codecs = legs[.caller]?.agreed.map { [$0.codec] } ?? context.settings.codecs
    let forms = codecs.reduce(into: TelephoneAudio.Forms()) { $0.formUnion($1.form) }
    let errand = ReadingErrand(
      name: name, playback: playback, forms: forms, release: release, messages: context.messages, inbox: inbox)
    let task = Task { await errand.run() }
    reading = MessageReading(number: playback.number, task: task)
  }

  /// Plays what has been read, if it is still wanted.
  func play(_ piece: MessagePiece, of number: PlaybackNumber) {
    guard reading?.number == number, let stream = legs[.caller]?.stream else { return }
    let playback = PlaybackID(rawValue: UInt64(number.rawValue))
    switch piece {
    case .beginning(let audio): context.media.perform(.play(stream, audio, playback))
    case .more(let audio): context.media.perform(.append(stream, [audio], playback))
    case .end: reading?.isWhole = true
    case .unreadable:
      reading = nil
      handle(.messages(.unreadable(number)))
    }
  }

  /// Of a message of which the disk still owes a piece it was not the end.
  func playbackEnded(_ number: PlaybackNumber, to leg: LegID) {
    guard let known = reading, known.number == number else { return handle(.media(.playbackEnded(leg, number))) }
    giveUpReading()
    handle(known.isWhole ? .media(.playbackEnded(leg, number)) : .messages(.unreadable(number)))
  }

  func giveUpReading() {
    reading?.task.cancel()
    reading = nil
    awaitedTake = nil
  }
}

/// Reads a message piece by piece, for one call.
private struct ReadingErrand: Sendable {
  let name: RecordingName
  let playback: Playback
  let forms: TelephoneAudio.Forms
  let release: PublishedRelease
  let messages: MessageDesk
  let inbox: CallInbox

  /// How much is read at first, so that it begins soon; in seconds.
  private static let beginning = 4
  /// And from then on.
  private static let further = 30

  func run() async {
    let number = playback.number
    await release.make(playback.prompts)
    let path = await messages.file(of: name)
    guard let path, let file = MessageFile(path: path) else {
      inbox.post(.messageRead(number, .unreadable))
      return
    }
    let first = await messages.encode({ file.next(seconds: Self.beginning) }, also: forms)
    guard let first else {
      inbox.post(.messageRead(number, .unreadable))
      return
    }
    inbox.post(.messageRead(number, .beginning(release.audio(for: playback.prompts) + [first])))
    while !Task.isCancelled {
      let piece = await messages.encode({ file.next(seconds: Self.further) }, also: forms)
      guard let piece else { break }
      inbox.post(.messageRead(number, .more(piece)))
      try? await Task.sleep(for: piece.duration)
    }
    if !Task.isCancelled { inbox.post(.messageRead(number, .end)) }
  }
}
