import FuzzingDriver
import TestMaterial

@main
struct FuzzSIPStream {
  static func main() { Fuzzer.run(.sipStream) }
}
