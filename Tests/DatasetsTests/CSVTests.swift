import TestSupport
import Testing

@testable import Datasets

@Suite struct CSVTests {
  private func table(_ text: String, label: String) throws -> CSVTable {
    let folder = Scratch()
    return try CSVTable(folder.file("a.csv", text), label: label)
  }

  private func error(_ text: String, label: String) -> DatasetError? {
    failure { _ = try table(text, label: label) }
  }

  private static let irises = """
    length,width,kind
    5.1,3.5,setosa
    7.0,3.2,versicolor

    6.3,"3.3",virginica
    4.9,3e0,setosa
    """

  @Test func headerAndLabels() throws {
    let irises = try table(Self.irises, label: "kind")
    #expect(irises.columns == ["length", "width"])
    #expect(irises.classNames == ["setosa", "versicolor", "virginica"])
    #expect(irises.labels == [0, 1, 2, 0])
    #expect(irises.features == [5.1, 3.5, 7, 3.2, 6.3, 3.3, 4.9, 3])
    let byNumber = try table(Self.irises, label: "3")
    #expect(byNumber.features == irises.features)
  }

  @Test func withoutHeader() throws {
    let plain = try table("1,0.5,2\n0,-.5,3\n10,+1.5E1,4\n", label: "1")
    #expect(plain.columns == ["2", "3"])
    #expect(plain.classNames == ["0", "1", "10"])
    #expect(plain.labels == [1, 0, 2])
    #expect(plain.features == [0.5, 2, -0.5, 3, 15, 4])
    let text = try table("a,1\nb,2\na,3", label: "1")
    #expect(text.features == [1, 2, 3])
  }

  /// A header may be made of numbers, such as the names of pixels.
  @Test func headersOfNumbers() throws {
    let header = try table("label,0,1\n1,5,6\n0,7,8\n1,9,9\n", label: "1")
    #expect(header.columns == ["0", "1"])
    #expect(header.classNames == ["0", "1"] && header.labels == [1, 0, 1])
    #expect(header.features == [5, 6, 7, 8, 9, 9])
    let words = try table("cat,0,1\ndog,5,6\n3,7,8\n", label: "1")
    #expect(words.classNames == ["3", "cat", "dog"])
    #expect(words.features.count == 6)
  }

  @Test func everyRowHasALabel() {
    for text in ["x,k\n1,a\n2,\n3,b\n", "x,k\n1,a\n2,\"\"\n3,b\n"] {
      let found = error(text, label: "k")
      #expect(found?.problem == .noLabel(line: 3, column: 2))
      #expect(
        found?.message.hasSuffix("expected a label in cell 2, found nothing in line 3") == true)
    }
  }

  @Test func delimitersEndsAndMarks() throws {
    let expected = try table("x,y\n1,a\n2,b\n", label: "y")
    for text in [
      "x;y\n1;a\n2;b\n", "x\ty\n1\ta\n2\tb", "x,y\r\n1,a\r\n2,b\r\n", "x,y\r1,a\r2,b\r",
      "\u{FEFF}x,y\n1,a\n2,b\n", "\n\n x , y \n\n1, a\n\n2 ,b\n\n",
      "x;\"y\"\n1;a\n2;b\n",
    ] {
      let other = try table(text, label: "y")
      #expect(other.features == expected.features)
      #expect(other.labels == expected.labels)
      #expect(other.columns == ["x"])
    }
    // A delimiter inside quotes is text.
    let quoted = try table("a;b;\"la,bel\"\n1;2;x\n3;4;y\n", label: "la,bel")
    #expect(quoted.columns == ["a", "b"] && quoted.features == [1, 2, 3, 4])
  }

  @Test func mistakesHavePlaces() {
    let number = error("x,y,kind\n1,2,a\n1,two,b\n", label: "kind")
    #expect(number?.problem == .notANumber(line: 3, column: 2, name: "y", text: "two"))
    let quoted = error("x,kind\n1,\"a\nb\"\n\n,c\n", label: "kind")
    #expect(quoted?.problem == .notANumber(line: 5, column: 1, name: "x", text: ""))
    for text in ["nan", "inf", "0x10", "1e999", "1e39", "--1", "1.2.3", "e", ".", "", "1 2", "٣"] {
      #expect(error("x,k\n1,a\n\(text),b\n", label: "k")?.code == "data-not-a-number", "\(text)")
    }
    let comma = error("x;kind\n1;a\n-2,5;b\n", label: "kind")
    #expect(comma?.hint == "numbers have a decimal point: -2.5")
    let stray = error("x,kind\n1,a\n2,b\"c\n", label: "kind")
    #expect(stray?.problem == .syntax(line: 3, column: 4, detail: "a stray quote"))
    let open = error("x,kind\n1,a\n2,\"b\n3,c\n", label: "kind")
    #expect(open?.code == "data-syntax")
    #expect(open?.message.contains("line 3") == true)
    let ragged = error("x,kind\n1,a\n2,b,c\n", label: "kind")
    #expect(ragged?.message.hasSuffix("expected 2 cells in line 3, found 3") == true)
  }

  @Test func unknownColumnsComeWithThoseThereAre() {
    let missing = error(Self.irises, label: "kinds")
    #expect(missing?.code == "data-no-such-column")
    #expect(missing?.problem == .noSuchColumn("kinds", columns: ["length", "width", "kind"]))
    #expect(missing?.description.contains("width") == false)
    let headerless = error("1,2\n3,4\n", label: "0")
    #expect(headerless?.hint?.contains("no header") == true)
    #expect(headerless?.problem == .noSuchColumn("0", columns: ["1", "2"]))
    for label in ["0", "4", "-1", "99999999999999999999", ""] {
      #expect(error(Self.irises, label: label)?.code == "data-no-such-column")
    }
  }

  @Test func emptyAndFlat() {
    for text in ["", "\n\n", "\u{FEFF}", "x,kind\n", "x,kind\n1,a\n"] {
      #expect(error(text, label: "kind")?.code == "data-empty", "\(text.debugDescription)")
    }
    #expect(error("x,kind\n1,a\n2,a\n", label: "kind")?.code == "data-disagreement")
    #expect(error("kind\na\nb\n", label: "kind")?.code == "data-disagreement")
  }

  @Test func loadSplitsOffATestPart() throws {
    let folder = Scratch()
    let rows = (0..<50).map { "\($0),\($0 % 3)" }.joined(separator: "\n")
    let file = folder.file("rows.csv", "x,k\n" + rows)
    let set = try Dataset.load(DatasetRequest("csv", file: file, label: "k"))
    #expect(set.training.count == 40)
    #expect(set.test.count == 10)
    #expect(set.notes.first?.contains("10 of its 50 rows (20 %)") == true)
    let few = folder.file(
      "few.csv", "x,k\n" + (0..<8).map { "\($0),\($0 % 2)" }.joined(separator: "\n"))
    let eighth = try Dataset.load(DatasetRequest("csv", file: few, label: "k"))
    #expect(eighth.notes.first?.contains("1 of its 8 rows (12.5 %)") == true)
    guard case .reals(let first) = set.training.pixels, case .reals(let last) = set.test.pixels
    else { return #expect(Bool(false)) }
    #expect((first + last).sorted() == (0..<50).map { Float($0) })
    #expect(first != first.sorted())
    let other = try Dataset.load(DatasetRequest("csv", file: file, label: "k", seed: 1))
    #expect(other.checksum != set.checksum)
    #expect(failure { _ = try Dataset.load(DatasetRequest("csv")) }?.code == "data-missing")
    let nameless = failure { _ = try Dataset.load(DatasetRequest("csv", file: file)) }
    #expect(nameless?.code == "data-option")
    let nowhere = failure {
      _ = try Dataset.load(DatasetRequest("csv", file: file + "x", label: "k"))
    }
    #expect(nowhere?.code == "data-missing")
  }

  @Test func numbersAreRoundedRight() {
    for text in [
      "0.1", "123456789012345", "-0.000001234", "1.7976931348623157e308", "5e-324",
      "0.30000000000000004", "+7", "00012.50", ".5", "5.",
    ] {
      let plain = text.hasPrefix("+") ? String(text.dropFirst()) : text
      let cell = ArraySlice(Array(text.utf8))
      let expected = plain == "5." ? 5 : plain == ".5" ? 0.5 : Double(plain)
      #expect(DecimalNumber.value(cell) == expected, "\(text)")
    }
  }
}
