false | true; echo $? ${PIPESTATUS[0]} ${PIPESTATUS[*]}; exit 3 | exit 4; echo $?; echo a | exit 5; echo $?
set -o pipefail; false | true; echo $?; exit 3 | exit 4 | true; echo $?; set +o pipefail; false | true; echo $?
echo err 2>&1 >&2 | cat; { echo out; echo err >&2; } 2>&1 | cat -n; { echo out; echo err >&2; } 2>/dev/null | cat; ls none |& wc -l
echo a > f; echo b >> f; cat f; cat < f > g; cat g; > e; cat e; wc -c < f; echo x >| f; cat f; cat f - < g; echo q 1>f; cat <f
{ echo 1; echo 2; } > f; cat f; while read x; do echo "<$x>"; done < f; (echo s; exit 3) > f; echo $?; cat f; if cat none 2>/dev/null; then :; fi > f
cat <<< "here $HOME" | wc -l; cat <<< 'a  b'; read a b <<< "x y z"; echo "$b"; cat <<E1; cat <<E2
one $((1+1)) `echo two` \$x "q"
E1
second
E2
cat <<-TAB
	tabs	gone
	TAB
cat <<'Q'; echo after
$x `y` \
Q
exec 3> f; echo three >&3; exec 3>&-; cat f; exec 4< a.txt; read x <&4; read y <&4; echo $x $y; exec 4<&-
echo a 3>&1 >f 2>&3; cat f; ls none a.txt > o 2> e; echo $?; cat o; grep -c none e; ls none >o 2>&1; wc -l < o; ls none &> o; wc -l < o; echo z &>> o; wc -l < o
f() { echo out; echo err >&2; }; f > o 2> e; cat o e; f 2>&1 >/dev/null; x=$(f 2>&1 >/dev/null); echo $x; f >&2 2>/dev/null
echo a > none/f 2>/dev/null; echo $?; cat < none 2>/dev/null; echo $?; echo x > ''; echo $?; : > new; ls new; echo hi > "b d"; cat b\ d
for i in 1 2; do echo $i; done | while read n; do echo "n$n"; done | cat; seq 3 | (read a; cat); seq 3 | { read a; read b; echo $b; }
yes | head -3; seq 100000 | head -1; echo $?; seq 5 | tail -n +4 | head -1; true | cat; cat /dev/null | wc -c
x=0; echo a | x=1; echo $x; echo b | { x=2; echo $x; }; echo $x; echo c | read x; echo $x; x=5 | true; echo $x
(cd /; pwd); (exit 7); echo $?; ( (echo nested) ); { { echo braces; }; }; (echo a; (echo b; exit 2); echo $?)
! true; echo $?; ! false; echo $?; ! false | true; echo $?; ! ! true; echo $?; if ! grep -q x a.txt; then echo none; fi
true && false || echo or; false && echo no || echo yes; true || echo no && echo both; false; true && echo $?; false || (exit 3) || echo $?
set -e; true; false || true; if false; then :; fi; ! true; echo still; false; echo never
(set -e; false; echo never); echo $?; set -u; echo ${x-unset}; (echo $nope; echo never) 2>/dev/null; echo $?
set -f; echo *.txt; set +f; echo a*.txt; set -x 2>/dev/null; set +x; set -C; echo a > n1; (echo b > n1) 2>/dev/null; echo $?; echo c >| n1; cat n1
set -- a b; set -e -- c; echo $1; set +e; set --; echo $#; set - x; echo $1; echo $-  | grep -c B
trap 'echo bye' EXIT; exit 3
(trap 'echo sub' EXIT; echo in); trap 'echo outer' 0; trap - EXIT; trap | grep -c EXIT; trap 'echo set' EXIT; trap; trap - EXIT; echo end
bash -c 'echo $0 $1' a b; bash -c 'exit 3'; echo $?; echo 'echo script $1 $#' > s.sh; bash s.sh p q; sh s.sh; echo 'echo piped' | bash; x=1 bash -c 'echo $x'; y=2; bash -c 'echo "[$y]"'
x=1; bash <<< 'echo "[$x]"; x=2'; echo $x; export x; sh -c 'echo $x; x=3'; echo $x; bash -c 'f() { echo fn; }; f'; f 2>/dev/null; echo $?
exec echo replaced; echo never
exec 2>/dev/null; echo err >&2; echo out; (exec echo sub; echo never); exec nosuch
ls *.txt | while read -r f; do wc -l < "$f"; done; cat a.txt | while IFS= read -r l; do printf '[%s]\n' "$l"; done; read -r x < 'b c.txt'; echo $x
echo 'a\tb c' | { read x y; echo "$x|$y"; }; echo 'a\tb' | { read -r x; echo "$x"; }; printf 'no newline' | { read x; echo "$? $x"; }
echo 'a:b:c' | { IFS=: read x y; echo "$x $y"; }; echo abc | { read -n 2 x; echo $x; }; printf 'x,y' | { read -d , a; echo $a; }; echo hi | { read -p prompt a; echo $a; }
cat < a.txt | tee c1 | wc -l; cat c1 | sort -r | head -1; cut -c1 a.txt | tr -d '\n'; echo; sort a.txt | uniq | wc -l
