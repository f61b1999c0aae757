f() { echo "f: $1 $# $*"; }; f a b; f; f 'c d'
f() { return 3; }; f; echo $?; f || echo failed; f && echo never
f() { return; }; false; f; echo $?; true; f; echo $?
f() { local x=in y; y=2; echo "$x $y"; }; x=out; f; echo "$x [$y]"
f() { x=changed; }; x=1; f; echo $x; (x=2; f); echo $x
f() { local x=1; g; echo $x; }; g() { x=2; }; x=0; f; echo $x
f() { echo "$@"; shift; echo "$@"; shift 2; echo "$# $1"; shift 5; echo $?; }; f a b c d
set -- p q r; f() { echo $1 $#; set -- x; echo $1 $#; }; f a b; echo $1 $#; shift; echo $1
fact() { if [ $1 -le 1 ]; then echo 1; else echo $(($1 * $(fact $(($1 - 1))))); fi; }; fact 6
count() { [ $1 -gt 0 ] || return 0; echo $1; count $(($1 - 1)); }; count 5
f() { for i in 1 2 3; do [ $i = 2 ] && return 7; echo $i; done; }; f; echo $?
f() { break; echo after; }; for i in 1 2; do f; echo $i; done
function g { echo "g $1"; }; g x; function h() { echo h; }; h; k () ( echo "in k"; x=5 ); x=1; k; echo $x
f() { cat; }; echo piped | f; f < a.txt | tail -1; f() { echo out; echo err >&2; }; f 2>/dev/null; x=$(f 2>&1); echo "$x"
f() { echo a; echo b; } > out; f; cat out; f; cat out
f() { cat <<END
in a document: $1
END
}; f one; f two
f() { cat <<'END'
$1 as it stands
END
}; f one
f() { g() { echo inner; }; g; }; f; g
f() { echo one; }; f() { echo two; }; f; unset -f f; f 2>/dev/null; echo $?
echo() { printf 'mine: %s\n' "$*"; }; echo a b; unset -f echo; echo a b
f() { echo "[$x]"; }; x=1 f; echo "[$x]"; x=2; x=3 f; echo "[$x]"; f() { x=9; }; x=3 f; echo $x
f() if [ "$1" = a ]; then echo A; else echo other; fi; f a; f b
f() { (return 5); echo $?; }; f; f() { return 2 | cat; echo $?; }; f
f() { exit 4; }; (f; echo never); echo $?; f
return 2>/dev/null; echo $?; f() { return 256; }; f; echo $?; f() { return -1; }; f; echo $?
f() { local a=1; (a=2; echo $a); echo $a; unset a; echo "[$a]"; }; a=0; f; echo $a
f() { local IFS=:; x=a:b; echo $x; }; f; x=a:b; echo $x
f() { local x; echo "[${x-unset}]"; x=5; }; x=1; f; echo $x
f() { declare -x Y=7; env | grep ^Y=; }; f; env | grep -c ^Y=; echo "[$Y]"
f() { local; }; f; local x 2>/dev/null; echo $?
eval 'echo a; echo b'; x='echo $y'; y=5; eval $x; eval "z=\$y"; echo $z; eval; echo $?; eval false; echo $?
eval 'for i in 1 2; do echo $i; done'; for i in 1 2 3; do eval '[ $i = 2 ] && continue'; echo $i; done
f() { eval 'return 6'; echo never; }; f; echo $?; eval 'if' 2>/dev/null; echo $?; eval exit 3
n=1; eval "v$n=deep"; eval echo \$v$n; x=5 eval 'echo $x'; echo "[$x]"
echo 'echo "sourced $1 $#"; x=7' > s; . ./s; echo $x; . ./s a b; source ./s; set -- k; . ./s; . ./s m; echo $1
echo 'return 4; echo never' > s; . ./s; echo $?; . ./none 2>/dev/null; echo $?
echo 'f() { echo from file; }' > s; source ./s; f
let x=3+4; echo $x $?; let 'y = x * 2' z=0; echo $? $y; let 0; echo $?
type f 2>/dev/null; echo $?; f() { :; }; type -t f; type -t cd; type -t if; type -t ls; type -t nosuch; echo $?
command echo plain; command -v cd; command -v nosuch; echo $?; f() { echo mine; }; command f 2>/dev/null; echo $?
echo() { command echo "<$*>"; }; echo hi; builtin echo there
f() { f2; }; f2() { echo reached "$1" "$#"; }; f a b
: ${x:=5}; echo $x; : a b c; echo $?; true x; false y; echo $?
for f in a b; do eval "f_$f() { echo function $f; }"; done; f_a; f_b
while getopts ab:c o; do echo "$o [$OPTARG]"; done; set -- -a -b val -c rest; while getopts ab:c o; do echo "$o [$OPTARG]"; done; shift $((OPTIND - 1)); echo "$@"
eval "echo \$((1 +))" 2>/dev/null; echo $?; eval "v=\$((2 2)); echo never" 2>/dev/null; echo "$? [$v]"
