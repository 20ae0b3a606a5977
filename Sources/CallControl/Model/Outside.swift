package import CallFlows
package import Redaction

/// What a flow wants of the world outside, on behalf of its caller.
package enum OutsideRequest: Sendable, Equatable {
  /// Answered by `OutsideAnswer.lookup`.
  case lookUp(LookupRequest)
  /// Answered by `OutsideAnswer.message` when the message is on the disk, from where it is carried on.
  case send(OutgoingMessage)
  /// Whom a flow's transfer means, by the phones, the numbers and the trunks of the house; answered by
  /// `OutsideAnswer.target`.
  case find(RequestNumber, TransferRequest.Target)
  /// Whether this caller may be asked the questions of a survey again; answered by `OutsideAnswer.survey`, from the record.
  case maySurvey(SurveyRequest, caller: Redacted<String>)
  /// Nobody waits for the answer any more. A message goes its way all the same.
  case abandon(RequestNumber)
}

/// What came of it. One that is late, or was given up, changes nothing.
package enum OutsideAnswer: Sendable, Equatable {
  case lookup(RequestNumber, LookupResult)
  case message(RequestNumber, DeliveryOutcome)
  case target(RequestNumber, TransferTarget)
  case survey(RequestNumber, isDue: Bool)
}
