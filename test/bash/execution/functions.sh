f1() { echo a; echo "b c" >f 2>&1; }
f2() { if true; then echo a; elif false; then echo b; else echo c; fi; }
f3() { for i in 1 2; do echo $i; done; for j; do :; done; while true; do break; done; until false; do :; done; }
f4() { case $1 in a|b) echo 1;; c) echo 2;& *) ;; esac; }
f5() { (echo a; echo b); { echo c; echo d; }; a && b || c; a | b |& c; sleep 1 & wait; ! true; time ls; }
f6() { for ((i=0;i<3;i++)); do echo; done; [[ -f x && ( $a == b* || ! -z $c ) ]]; ((i++)); x=1 y=2 cmd; a=(1 2 3); local z=3; }
f7() { cat <<EOF
hello $x
EOF
echo after; }
f8() { g() { echo in; }; g; }
f9() { echo a; } >out 2>err
f10() ( echo sub; echo b )
f11() { select x in a b; do echo $x; done; coproc cat; coproc N { cat; }; cat <<< hi; cat < in > out; exec 3>&- 4<&0; echo $(ls | wc) `date` "$(x)"; }
f12() { a & b & c; if a; b; then c; d; fi >x; }
f13() { cat <<-'E1' | sort
	x
	E1
}
f14() { while a; do if b; then c; fi; done < f; case x in (a) b;c;; esac; function h { :; }; }
f15() if true; then echo a; fi
f16() { cat <<A <<B; echo c
1
A
2
B
}
f17() { a; b & }
f18() { [[ a =~ b.c ]] && echo; [[ $x < y ]]; [[ -n $a && -n $b || -z c ]]; [[ ! a == b ]]; echo {a,b} 'x  y' $'\n'; { a; } | { b; }; (a) && (b); a >&2 &>z >>q <>r >|s; }
