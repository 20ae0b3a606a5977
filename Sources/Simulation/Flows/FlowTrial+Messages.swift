internal import CallFlows
internal import Timekeeping

/// A message that is being recorded.
struct Message: Sendable {
  /// Less of a voice is nothing.
  static let shortestVoice = Duration.milliseconds(500)

  var request: MessageRequest
  var began: Moment
  /// When the caller stops talking, or began to be silent.
  var quietSince: Moment
  var voice = Duration.zero

  /// Too long, or silent for too long.
  var ends: Moment { min(began + request.longest, quietSince + request.silence) }
}

/// Messages.
extension FlowTrial {
  mutating func beginMessage(_ request: MessageRequest) {
    message = Message(request: request, began: now.moment, quietSince: now.moment)
  }

  /// The caller speaks: it takes the time of its words. False when nobody listens.
  package mutating func say(_ words: String) -> Bool {
    guard var current = message else { return false }
    note(.said(words))
    let time = TrialVoice.timeOfSaying(words)
    current.voice += time
    current.quietSince = now.moment + time
    message = current
    wait(time)
    return true
  }

  /// It is over: kept, or nothing.
  mutating func endMessage() {
    guard let ended = message else { return }
    finishMessage()
    let isKept = ended.voice >= Message.shortestVoice
    inbox.append(.recordingEnded(isKept ? .kept(name: "message-\(events.count)") : .empty))
  }

  /// What was said is kept, even when the caller hangs up.
  mutating func finishMessage() {
    guard let ended = message else { return }
    message = nil
    if ended.voice >= Message.shortestVoice {
      note(.messageKept(queue: ended.request.queue, voice: min(ended.voice, ended.request.longest)))
    } else {
      note(.nothingSaid)
    }
  }
}
