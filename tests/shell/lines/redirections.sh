echo a > f; cat f; echo b >> f; cat f; > f; cat f; echo c >f; cat <f
cat < a.txt > g; cat g; cat <a.txt|wc -l; < a.txt cat
echo out; echo err >&2; { echo o; echo e >&2; } 2>/dev/null; { echo o; echo e >&2; } 2>&1 >/dev/null
{ echo o; echo e >&2; } > both 2>&1; cat both; { echo o; echo e >&2; } &> both; cat both; echo more &>> both; cat both
echo a > 'x y'; cat 'x y'; f=name; echo b > $f; cat name; echo c > "$f.2"; cat name.2
cat none; echo $?; cat < none; echo $?; echo a > nodir/f; echo $?; cat a.txt none 2>/dev/null; echo $?
cat <<E
a $((1 + 1)) $(echo sub) "quoted" 'single' \$x \\ back \
joined
E
x=v; cat <<E; echo after
$x ${x}s "${x}" $(echo "in $x")
E
cat <<'E'
$x $(no) \n
E
cat <<"E F"
$x
E F
cat <<-E
		tabs	kept inside
	E
cat <<A; cat <<B
first
A
second
B
cat <<E | wc -l
1
2
E
if true; then cat <<E
inside
E
fi
while read x; do echo "[$x]"; done <<E
p q
r
E
cat <<E <<F
a
E
b
F
cat <<< word; x='a  b'; cat <<< "$x"; cat <<< $x; cat <<<"two
lines"
cat - a.txt <<< first | head -2; echo second | cat a.txt - | tail -1
echo a 1>f 2>g; cat f g; echo b 3>h >&3; cat h; echo $?
echo a >f >g; cat f; echo -; cat g
x=2 > f; echo "[$x]"; ls f; echo $(cat < a.txt)
(echo a; echo b) > f; wc -l < f; for i in 1 2; do cat; done < a.txt
{ cat; echo -; } < tail.txt; echo a | { cat; cat; }
if true; then echo a; fi > f; cat f; case a in a) echo c;; esac > f; cat f; while read x; do echo $x; done < f > g; cat g
echo a > a*.none; ls; echo b > *.txt; echo $?
! cat < none; echo $?; cat < none | wc -l; cat < none || echo none
{ echo a; } 2>&1 | cat; { echo b >&2; } 2>&1 | cat; (echo c >&2) 2>&1 | wc -l
echo a >| f; cat f; echo b 1>&2 2>/dev/null; echo c 2>&1; ls none > f 2>&1; wc -l < f
