package evidence

// The weights are estimates of how often the value that a clue names is the right one, taken alone: counted over the crashes of this
// repository's two corpora and over small invented repositories in which the clue is true and in which it misleads
// (weights_test.go). What stays below validate's threshold of 0.6 needs a second, independent clue. Two of 0.4 are enough.
const (
	// Strong: they state the very case.

	// What the function itself did before the guilty commit. It misleads only where the commit meant to change just that.
	weighHistory = 0.85
	// What stood for the name until the guilty commit. One that put null there may have meant more by it, unless the value is idle here.
	weighTaken, weighTakenNull, weighIdle = 0.72, 0.5, 0.4
	// Another comparison of the same field says what null means in it: no end, or none yet. A second meaning would be a bug.
	weighBound = 0.78
	// A constant that lists the very keys, in their order, of the records that are made. Coincidence needs two equal lists.
	weighHeading = 0.8
	// The parallel field for the parallel member: where profile.mail falls back to contact_mail, phone does to contact_phone.
	weighParallel = 0.74
	// A sibling's loop of the same shape over the same elements starts from it.
	weighStart = 0.72
	// The other end of the same table: before the first comes the last, so after the last comes the first.
	weighMirror = 0.66
	// The default that the taker declares for what is left out, where the missing key is called like it.
	weighDefault = 0.68
	// A field whose comment says in as many words that it stands in for another.
	weighFieldSaid = 0.66
	// The method of the same name of another class: the two are used for each other.
	weighNamesake = 0.66
	// The same value is read from the same place under another name just before.
	weighAtHand = 0.64

	// An element that lacks what a fold compares, where the fold says what it gives without elements: it is left out of the comparison.
	weighSpare = 0.62

	// Same value, guarded: by name and use, then by name alone. Names of one letter and of no meaning say less.
	weighSameUse   = 0.7
	weighSameEntry = 0.75
	weighSameFar   = 0.6
	mostSameUse    = 0.8
	mostSame       = 0.7
	lessWithoutUse = 0.2
	// A mere variable of the same name in another file's function: size is many things.
	lessFarAway = 0.17
	// What comes of the same call, under whatever name.
	weighSameMaking = 0.7
	// The same container, but another entry of it: each entry has a default of its own more often than not.
	weighOtherEntry = 0.3
	// An entry that is elsewhere read so that null stands in: the reader there is ready for it, the one here may not be.
	weighReadNull = 0.45

	// Weak: they need company.

	// One sibling that guards the same operation: other measures have other conventions (a mean of nothing and a maximum of nothing).
	weighSibling = 0.3
	mostSibling  = 0.57
	weighAnyone  = 0.2
	// Several siblings are independent only in part; the second counts half.

	// A declared result that admits null: where other paths give it, it may be meant for those.
	weighOptional = 0.45
	// Where no other path gives it, the declaration is either meant for this case or idle.
	weighOptionalIdle = 0.57
	// The same where the operation has no value at all, as a quotient by zero or a maximum of nothing: that is what it admits.
	weighOptionalNone = 0.64
	// The neutral value of a type: any value of the type would do.
	weighNeutral = 0.12
	// A caller that asks whether there is a result: it may ask for another path's sake, or out of habit.
	weighAsked = 0.4
	// The same where no other path gives none: the question would be idle.
	weighAskedIdle = 0.62
	// Other special paths of the function: other conditions, other values.
	weighBranchNull, weighBranch = 0.35, 0.3
	// A constant matched by its name alone: FALLBACK_X may be a fallback for another failure.
	weighConstant, weighConstantNear = 0.57, 0.4
	// The same where nothing uses the constant yet: it was made for this.
	weighConstantIdle = 0.66
	// The member of an enumeration that stands for nothing.
	weighMember = 0.5
	// A field whose comment has a word of condition only: "guests only", "until the first order".
	weighField = 0.57
	// Everybody who reads the field is ready for its being null or empty.
	weighReader = 0.5
	// The other fields of the same record are left so where they are not given.
	weighBeside = 0.42
	// The type that the taker declares admits null, or has a neutral value.
	weighTakes, weighTakesNeutral = 0.45, 0.2
	// The default of a parameter that has another name than what is missing.
	weighDefaultOther = 0.45
	// What changes nothing where it is added up, joined or gone over.
	weighIdentity = 0.4
	// The same variable starts so in another function; an initial value is chosen for its own loop.
	weighInitial, mostInitial = 0.3, 0.57
	// The same where both functions return it: it is the result when nothing applies.
	weighResult = 0.65
	// Another sort that puts what has no value first or last: a convention where it stands in the same file.
	weighOrder, weighOrderHere = 0.3, 0.57
	// What tests want: of the function itself where it is given another kind of nothing, of one alike, and of a record made without it.
	weighTested, weighTestedAlike, weighMade = 0.45, 0.25, 0.62
	// An example in the function's own documentation shows it being given nothing: it is the very case, if it was ever run.
	weighShown = 0.72
	// A test of the member of that name of another class, on an object that was made with nothing in it.
	weighTestedNamesake = 0.35
	// The field is given so elsewhere where there is nothing.
	weighMadeElsewhere = 0.5
	// What a sibling gives when no branch applies.
	weighOtherwise = 0.35

	// Factors for what agrees in part.

	// The guard reads another member of the value than the hole: the value may be that member's own.
	otherMember, otherMemberConstant = 0.5, 0.75
	// A value that is put together for the function that gives it.
	composedElsewhere = 0.6
	// The guard and the hole give their value at different levels.
	levelsDiffer = 0.5
	// How much a value counts that stands for something made of the corresponding expression, such as its text, where the crash
	// wants a value for the expression itself, or the other way round.
	otherLevel = 0.4
)
