/// What came of asking a resource.
package enum LookupResult: Sendable, Equatable {
  /// Every value that the resource gives, each of its type.
  case found([VariableName: FlowValue])
  /// There is nothing to be found.
  case missing
  /// It could not be asked, or did not answer as it should; a sentence for the record, without any value in it.
  case failed(String)
}
